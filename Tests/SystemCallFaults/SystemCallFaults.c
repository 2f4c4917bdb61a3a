#define _GNU_SOURCE
#include "SystemCallFaults.h"

#include <errno.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct CallInfo {
  int isEntry;
  long number;
  unsigned long arguments[6];
};

static int readCall(pid_t child, struct CallInfo *call) {
  struct __ptrace_syscall_info info;
  memset(&info, 0, sizeof info);
  if (ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof info, &info) <= 0) return errno;
  call->isEntry = info.op == PTRACE_SYSCALL_INFO_ENTRY;
  if (!call->isEntry) return 0;
  call->number = (long)info.entry.nr;
  for (int index = 0; index < 6; index++) call->arguments[index] = (unsigned long)info.entry.args[index];
  return 0;
}

static int contains(const long *calls, unsigned count, long number) {
  for (unsigned index = 0; index < count; index++) {
    if (calls[index] == number) return 1;
  }
  return 0;
}

// Whether the call may change what others see: files, their names, locks, what was written; or ends the program.
static int isChange(const struct CallInfo *call) {
  static const long changes[] = {
    SYS_write, SYS_writev, SYS_pwrite64, SYS_fsync, SYS_fdatasync, SYS_ftruncate, SYS_truncate, SYS_fallocate, SYS_flock,
    SYS_mkdirat, SYS_renameat, SYS_renameat2, SYS_unlinkat, SYS_linkat, SYS_symlinkat, SYS_fchmod, SYS_fchmodat,
    SYS_utimensat, SYS_exit_group,
#if defined(__x86_64__)
    SYS_creat, SYS_mkdir, SYS_rename, SYS_unlink, SYS_rmdir, SYS_link, SYS_symlink, SYS_chmod,
#endif
  };
  if (call->number == SYS_openat) return (call->arguments[2] & O_CREAT) != 0;
#if defined(__x86_64__)
  if (call->number == SYS_open) return (call->arguments[1] & O_CREAT) != 0;
#endif
  return contains(changes, sizeof changes / sizeof changes[0], call->number);
}

static int isLook(const struct CallInfo *call) {
  static const long looks[] = {
    SYS_openat, SYS_read, SYS_pread64, SYS_lseek, SYS_fcntl, SYS_fstat, SYS_newfstatat, SYS_statx, SYS_getdents64,
    SYS_readlinkat, SYS_faccessat,
#if defined(__x86_64__)
    SYS_open, SYS_stat, SYS_lstat, SYS_readlink, SYS_access,
#endif
  };
  return contains(looks, sizeof looks / sizeof looks[0], call->number);
}

static int isCounted(const struct CallInfo *call, enum FaultKind kind) {
  return isChange(call) || (kind == FaultError && isLook(call));
}

typedef struct user_regs_struct Registers;

static int getRegisters(pid_t child, Registers *registers) {
  struct iovec vector = {registers, sizeof *registers};
  return ptrace(PTRACE_GETREGSET, child, (void *)NT_PRSTATUS, &vector) < 0 ? errno : 0;
}

static int setRegisters(pid_t child, Registers *registers) {
  struct iovec vector = {registers, sizeof *registers};
  return ptrace(PTRACE_SETREGSET, child, (void *)NT_PRSTATUS, &vector) < 0 ? errno : 0;
}

// At the entry of a call: the system looks for a call of this number instead, finds none, and does nothing.
static int leaveOut(pid_t child) {
#if defined(__x86_64__)
  Registers registers;
  int code = getRegisters(child, &registers);
  if (code != 0) return code;
  registers.orig_rax = (unsigned long long)-1;
  return setRegisters(child, &registers);
#else
  int number = -1;
  struct iovec vector = {&number, sizeof number};
  return ptrace(PTRACE_SETREGSET, child, (void *)NT_ARM_SYSTEM_CALL, &vector) < 0 ? errno : 0;
#endif
}

static int setResult(pid_t child, long result) {
  Registers registers;
  int code = getRegisters(child, &registers);
  if (code != 0) return code;
#if defined(__x86_64__)
  registers.rax = (unsigned long long)result;
#else
  registers.regs[0] = (unsigned long long)result;
#endif
  return setRegisters(child, &registers);
}

static int setThirdArgument(pid_t child, unsigned long value) {
  Registers registers;
  int code = getRegisters(child, &registers);
  if (code != 0) return code;
#if defined(__x86_64__)
  registers.rdx = value;
#else
  registers.regs[2] = value;
#endif
  return setRegisters(child, &registers);
}

static void becomeTraced(
  const char *path, char *const arguments[], char *const environment[], int input, int output, int error) {
  if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(error, 2) < 0) _exit(126);
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) _exit(125);
  execve(path, arguments, environment);
  _exit(127);
}

static int waitFor(pid_t child, int *status) {
  while (waitpid(child, status, __WALL) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

static int endWith(pid_t child, int code) {
  int status;
  kill(child, SIGKILL);
  waitFor(child, &status);
  return code;
}

// The call at whose entry the program stands is the one to be struck.
static int strike(pid_t child, struct Fault fault, const struct CallInfo *call) {
  switch (fault.kind) {
    case FaultError: return leaveOut(child);
    case FaultTornWrite:
      if (call->number == SYS_write && call->arguments[2] > 1) {
        return setThirdArgument(child, call->arguments[2] / 2);
      }
      kill(child, SIGKILL);
      return 0;
    case FaultKill: kill(child, SIGKILL); return 0;
    default: return 0;
  }
}

static int follow(pid_t child, struct Fault fault, struct FaultedRun *run) {
  int status = 0, isCounting = 0, isStruck = 0, signal = 0;
  struct CallInfo call;
  memset(&call, 0, sizeof call);
  for (;;) {
    // It fails with ESRCH if the program was killed; its end is told by the wait.
    if (ptrace(PTRACE_SYSCALL, child, 0, (void *)(intptr_t)signal) < 0 && errno != ESRCH) return endWith(child, errno);
    int code = waitFor(child, &status);
    if (code != 0) return code;
    if (WIFEXITED(status) || WIFSIGNALED(status)) break;
    signal = WSTOPSIG(status);
    if (signal != (SIGTRAP | 0x80)) {
      if (signal == SIGTRAP) signal = 0;
      continue;
    }
    signal = 0;
    code = readCall(child, &call);
    if (code == ESRCH) continue;
    if (code != 0) return endWith(child, code);
    if (!call.isEntry) {
      if (!isStruck) continue;
      isStruck = 0;
      if (fault.kind == FaultError) setResult(child, -fault.error);
      if (fault.kind == FaultTornWrite) kill(child, SIGKILL);
      continue;
    }
    isCounting = isCounting || (call.number == SYS_read && call.arguments[0] == 0);
    if (!isCounting || !isCounted(&call, fault.kind)) continue;
    run->calls += 1;
    if (fault.kind == FaultNone || run->calls != fault.at) continue;
    if (fault.kind == FaultError && call.number == SYS_exit_group) continue;
    run->struck = call.number;
    isStruck = 1;
    code = strike(child, fault, &call);
    if (code != 0 && code != ESRCH) return endWith(child, code);
  }
  run->status = status;
  return 0;
}

int runWithFault(
  const char *path, char *const arguments[], char *const environment[], int input, int output, int error,
  struct Fault fault, struct FaultedRun *run) {
  run->status = 0;
  run->calls = 0;
  run->struck = -1;
  pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) becomeTraced(path, arguments, environment, input, output, error);
  int status;
  int code = waitFor(child, &status);
  if (code != 0) return code;
  if (WIFEXITED(status)) return WEXITSTATUS(status) == 125 ? EPERM : WEXITSTATUS(status) == 127 ? ENOENT : EIO;
  if (WIFSIGNALED(status)) return EIO;
  if (ptrace(PTRACE_SETOPTIONS, child, 0, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) < 0) {
    return endWith(child, errno);
  }
  return follow(child, fault, run);
}

#else

int runWithFault(
  const char *path, char *const arguments[], char *const environment[], int input, int output, int error,
  struct Fault fault, struct FaultedRun *run) {
  (void)path, (void)arguments, (void)environment, (void)input, (void)output, (void)error, (void)fault, (void)run;
  return ENOTSUP;
}

#endif
