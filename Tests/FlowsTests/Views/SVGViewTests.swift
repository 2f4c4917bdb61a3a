import Diagnostics
import TestSupport
import Testing

@testable import Flows

@Suite struct SVGViewTests {
  private struct Box: Hashable {
    var x: Int, y: Int, width: Int, height: Int

    func meets(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
  }

  /// The outer boxes, in the order of the nodes.
  private static func boxes(_ svg: String) -> [Box] {
    svg.matches(of: /<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)" rx="\d+" class="box [a-z]*"\/><text/)
      .compactMap {
        guard let x = Int($0.1), let y = Int($0.2), let width = Int($0.3), let height = Int($0.4) else { return nil }
        return Box(x: x, y: y, width: width, height: height)
      }
  }

  @Test("Boxes don't meet, and each edge is drawn", arguments: Fixture.all(in: "views") + Fixture.all(in: "ok"))
  func picture(_ fixture: Fixture) throws {
    let flow = try #require(try fixture.read().accepted)
    let svg = SVGView(flow: flow).render()
    let boxes = Self.boxes(svg)
    let hasEnd = !flow.edges(into: Flow.end).isEmpty
    #expect(boxes.count == flow.nodes.count + (hasEnd ? 2 : 1))
    for (place, box) in boxes.enumerated() {
      #expect(!boxes[(place + 1)...].contains { $0.meets(box) }, "\(fixture.name)")
    }
    #expect(svg.matches(of: /class="edge( back)?"/).count == flow.edges.count)
    #expect(svg.matches(of: /class="edge back"/).count == flow.edges.count { $0.isBack })
    #expect(svg == SVGView(flow: flow).render())
  }

  @Test func `forward edges lead to the right, and parallel nodes stand in one column`() throws {
    let flow = try #require(
      FlowReader(file: "f").read(Array("name: f\nflow: |\n  START >> [a, b] >> c >> END\n  START >> c\n".utf8)).accepted
    )
    let boxes = Self.boxes(SVGView(flow: flow).render())
    let columns = boxes.map(\.x)
    #expect(columns[0] < columns[1] && columns[1] == columns[2] && columns[2] < columns[3] && columns[3] < columns[4])
    let layout = FlowLayout(flow)
    // The edge from START to c holds a place beside a and b.
    let long = try #require(flow.edges.firstIndex { $0.from == Flow.start && $0.to == "c" })
    #expect(layout.paths[long].map(\.column) == [0, 1, 2])
    #expect(!layout.places[1...2].map(\.row).contains(layout.paths[long][1].row))
  }

  @Test func `a node is a link if it leads somewhere, and then the picture has parts`() throws {
    let flow = try #require(
      FlowReader(file: "f").read(Array("name: f\nflow: |\n  START >> a >> b >> END\n".utf8)).accepted)
    let svg = SVGView(flow: flow, links: ["a": "#a&b"]).render()
    #expect(svg.contains("<a href=\"#a&amp;b\"><g class=\"node "))
    #expect(svg.matches(of: /<a href=/).count == 1 && svg.matches(of: /<\/a>/).count == 1)
    #expect(svg.contains("role=\"group\"") && !svg.contains("role=\"img\""))
    #expect(SVGView(flow: flow).render().contains("role=\"img\""))
  }

  @Test func `a column is as wide as its own longest name`() throws {
    let flow = try #require(
      FlowReader(file: "f").read(
        Array("name: f\nflow: |\n  START >> a >> [b, a-name-that-is-rather-long] >> c >> END\n".utf8)
      ).accepted)
    let widths = Self.boxes(SVGView(flow: flow).render()).map(\.width)
    // START, a, b, the long one, c, END
    #expect(widths[0] == widths[1] && widths[1] == widths[4])
    #expect(widths[2] == widths[3] && widths[2] > widths[1])
  }

  /// A line behind another box would be taken for that one's.
  @Test func `a way back goes beside a box that stands below its own`() throws {
    let flow = try #require(
      FlowReader(file: "f").read(
        Array("name: f\nflow: |\n  START >> a >> [b, c] >> END\n  b ?again >> a\n".utf8)
      ).accepted)
    let svg = SVGView(flow: flow).render()
    let boxes = Self.boxes(svg)
    let (b, c) = (boxes[2], boxes[3])
    #expect(b.x == c.x && b.y < c.y)
    let path = try #require(svg.firstMatch(of: /<path d="M(\d+) \d+H(\d+)V(\d+)[^"]*" class="edge back"/))
    #expect(Int(path.1) == b.x + b.width)
    #expect(try #require(Int(path.2)) > c.x + c.width)
    #expect(try #require(Int(path.3)) > c.y + c.height)
  }

  @Test func `a node has its state, as text and as a class`() throws {
    let flow = try #require(
      FlowReader(file: "f").read(Array("name: a <b> & c\nflow: |\n  START >> a >> END\n".utf8)).accepted)
    let svg = SVGView(flow: flow, states: ["a": "done, visit 2"]).render()
    #expect(svg.contains("<g class=\"node done\">") && svg.contains(">done, visit 2</text>"))
    #expect(svg.contains("<title>a &lt;b&gt; &amp; c</title>"))
  }
}
