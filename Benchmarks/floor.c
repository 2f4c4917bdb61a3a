/* The least that a hook could do: reads all of standard input, writes one
   answer. What it takes is the cost of a process, not of a decision. */
#include <string.h>
#include <unistd.h>

int main(void) {
  static char buffer[1 << 16];
  static const char answer[] = "{\"continue\":true}\n";
  ssize_t count;
  do {
    count = read(STDIN_FILENO, buffer, sizeof buffer);
  } while (count > 0);
  if (count < 0) return 2;
  return write(STDOUT_FILENO, answer, strlen(answer)) == (ssize_t)strlen(answer) ? 0 : 2;
}
