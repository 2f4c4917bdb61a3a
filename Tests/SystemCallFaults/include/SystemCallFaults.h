#ifndef SYSTEM_CALL_FAULTS_H
#define SYSTEM_CALL_FAULTS_H

/// What happens to a program at one of its system calls.
///
/// For a kill those calls are counted that may change what others see (files, their names, locks, what is written), and
/// the program's exit: a program that is killed at any other leaves what it leaves at the next of these. For an error
/// those that read are counted, too. The calls of the program's loading aren't: counting begins with the first read from
/// descriptor 0.
enum FaultKind {
  /// Nothing: the calls are only counted.
  FaultNone = 0,
  /// The program is killed before the call has any effect.
  FaultKill = 1,
  /// The call has no effect and returns the error; the exit can't.
  FaultError = 2,
  /// Half of the bytes are written, then the program is killed; any other call than write as in FaultKill.
  FaultTornWrite = 3,
};

struct Fault {
  enum FaultKind kind;
  /// Which of the counted calls, from 1.
  long at;
  /// An errno value, for FaultError.
  int error;
};

struct FaultedRun {
  /// As waitpid(2) has it.
  int status;
  /// How many calls were counted.
  long calls;
  /// The system's number of the call that was struck; -1 if the program ended before.
  long struck;
};

/// Runs a program with these descriptors as its standard streams, strikes it as `fault` says, and waits for its end.
///
/// Returns 0, or an errno value if the program can't be run and traced: ENOTSUP where there is no tracing of system
/// calls, EPERM where it isn't allowed. Children of the program are neither counted nor struck.
int runWithFault(
  const char *path, char *const arguments[], char *const environment[], int input, int output, int error,
  struct Fault fault, struct FaultedRun *run);

#endif
