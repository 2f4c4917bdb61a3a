/// Who computes independent results, on as many cores as there are.
///
/// This target brings along no threads: what the hooks link stays small, and
/// the command line has them.
package protocol ConcurrentMapping: Sendable {
  /// The results for all elements, in their order.
  func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ body: @escaping @Sendable (Element) -> Result
  ) -> [Result]
}
