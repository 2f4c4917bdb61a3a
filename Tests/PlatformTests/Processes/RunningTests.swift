import Platform
import Testing

@Suite("Running processes")
struct RunningTests {
  @Test func `this process and the first one run, a number beyond all doesn't`() {
    #expect(isRunning(process: processID))
    #expect(isRunning(process: 1))
    #expect(!isRunning(process: 999_999_999))
  }
}
