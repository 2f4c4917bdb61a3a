/* Times whole processes, from start to end, in turn.

   usage: timer FLOOR ROUNDS < ROWS

   A row is a line of fields between tabs:
     label  input-file  wanted  prepare  command  [argument ...]
   `wanted` is a text that standard output must contain; `prepare` is a shell
   command that brings about the same state before every round, outside the
   timed part, or "-".

   Every round runs all rows once, and right before each row the floor on the
   same input: a machine that gets slower slows both. One round more than
   asked for is run first and not counted. Prints a table; exits with 1 if an
   answer was not the wanted one. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MAX_ROWS = 64, MAX_FIELDS = 32, MAX_OUTPUT = 1 << 20 };

struct row {
  char *label, *input, *wanted, *prepare;
  char *command[MAX_FIELDS];
  double *times, *floor_times; /* milliseconds */
  long memory;                 /* bytes, the largest of all rounds */
  int wrong;
};

static char output[MAX_OUTPUT + 1];

static void fail(const char *what, const char *name) {
  fprintf(stderr, "timer: %s %s: %s\n", what, name, strerror(errno));
  exit(2);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Runs a command on the file, reads its answer into `output`. Returns the
   milliseconds that it took. */
static double run(char *const command[], const char *input, long *memory, int *status) {
  int ends[2];
  posix_spawn_file_actions_t actions;
  if (pipe(ends) != 0) fail("no pipe for", command[0]);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);

  double start = now();
  pid_t child;
  errno = posix_spawnp(&child, command[0], &actions, NULL, command, environ);
  if (errno != 0) fail("cannot start", command[0]);
  close(ends[1]);
  size_t length = 0;
  ssize_t count;
  char rest[4096];
  do {
    count = length < MAX_OUTPUT ? read(ends[0], output + length, MAX_OUTPUT - length) : read(ends[0], rest, sizeof rest);
    if (count > 0 && length < MAX_OUTPUT) length += (size_t)count;
  } while (count > 0 || (count < 0 && errno == EINTR));
  struct rusage usage;
  while (wait4(child, status, 0, &usage) < 0)
    if (errno != EINTR) fail("cannot wait for", command[0]);
  double time = now() - start;

  output[length] = 0;
  close(ends[0]);
  posix_spawn_file_actions_destroy(&actions);
#ifdef __APPLE__
  *memory = usage.ru_maxrss;
#else
  *memory = usage.ru_maxrss * 1024;
#endif
  return time;
}

static void prepare(const char *script) {
  char *command[] = {"/bin/sh", "-c", (char *)script, NULL};
  pid_t child;
  int status;
  errno = posix_spawn(&child, command[0], NULL, NULL, command, environ);
  if (errno != 0) fail("cannot prepare by", script);
  if (waitpid(child, &status, 0) < 0 || status != 0) {
    fprintf(stderr, "timer: this failed: %s\n", script);
    exit(2);
  }
  /* The hooks wait for their own writes to reach the disk, and must not wait
     for these, too. */
  sync();
}

static int by_size(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double median(const double *sorted, int count) {
  return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static int read_rows(struct row *rows, int rounds) {
  char *line = NULL;
  size_t capacity = 0;
  int count = 0;
  while (count < MAX_ROWS && getline(&line, &capacity, stdin) > 0) {
    struct row *row = &rows[count];
    char *fields[MAX_FIELDS + 4], *text = strdup(line);
    int number = 0;
    if (text == NULL) fail("no memory for", "a row");
    text[strcspn(text, "\n")] = 0;
    for (char *next = text; next != NULL && number < MAX_FIELDS + 3; number++) {
      fields[number] = next;
      next = strchr(next, '\t');
      if (next != NULL) *next++ = 0;
    }
    if (number < 5) continue;
    row->label = fields[0];
    row->input = fields[1];
    row->wanted = fields[2];
    row->prepare = fields[3];
    for (int i = 4; i < number; i++) row->command[i - 4] = fields[i];
    row->times = calloc((size_t)rounds, sizeof(double));
    row->floor_times = calloc((size_t)rounds, sizeof(double));
    if (row->times == NULL || row->floor_times == NULL) fail("no memory for", row->label);
    count++;
  }
  free(line);
  return count;
}

int main(int argc, char **argv) {
  static struct row rows[MAX_ROWS];
  int rounds = argc == 3 ? atoi(argv[2]) : 0;
  if (rounds < 1 || rounds > 100000) {
    fputs("usage: timer FLOOR ROUNDS < ROWS\n", stderr);
    return 2;
  }
  char *floor_command[] = {argv[1], NULL};
  int count = read_rows(rows, rounds), wrong = 0;

  for (int round = -1; round < rounds; round++) {
    for (int i = 0; i < count; i++) {
      struct row *row = &rows[i];
      long memory;
      int status;
      if (strcmp(row->prepare, "-") != 0) prepare(row->prepare);
      double least = run(floor_command, row->input, &memory, &status);
      double time = run(row->command, row->input, &memory, &status);
      if (status != 0 || strstr(output, row->wanted) == NULL) {
        if (row->wrong++ == 0)
          fprintf(stderr, "timer: %s: expected \"%s\", the answer (status %d) was: %.300s\n", row->label, row->wanted,
                  status, output);
      }
      if (round < 0) continue;
      row->floor_times[round] = least;
      row->times[round] = time;
      if (memory > row->memory) row->memory = memory;
    }
  }

  puts("| case | median ms | min | max | floor ms | times the floor | peak MB |");
  puts("|---|--:|--:|--:|--:|--:|--:|");
  for (int i = 0; i < count; i++) {
    struct row *row = &rows[i];
    qsort(row->times, (size_t)rounds, sizeof(double), by_size);
    qsort(row->floor_times, (size_t)rounds, sizeof(double), by_size);
    double middle = median(row->times, rounds), least = median(row->floor_times, rounds);
    printf("| %s%s | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f |\n", row->label, row->wrong ? " (WRONG ANSWER)" : "",
           middle, row->times[0], row->times[rounds - 1], least, middle / least, row->memory / 1048576.0);
    wrong += row->wrong;
  }
  return wrong == 0 ? 0 : 1;
}
