/// Leaves a value to the end of the process instead of taking it apart: the
/// memory of a process that is about to end is given back as a whole.
public func leaveToProcessEnd<Value>(_ value: consuming Value) {
  UnsafeMutablePointer<Value>.allocate(capacity: 1).initialize(to: value)
}
