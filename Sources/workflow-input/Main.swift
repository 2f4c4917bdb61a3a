@main
enum Main {
  static func main() { print("{\"continue\":true}") }
}
