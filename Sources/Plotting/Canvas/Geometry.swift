/// A place on the page, in page units: the page is 1600 units wide at every output size, y grows downwards.
struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
}

struct Size: Hashable, Sendable {
    var width: Double
    var height: Double
}

struct Rect: Hashable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var right: Double { x + width }
    var bottom: Double { y + height }
    var middle: Point { Point(x: x + width / 2, y: y + height / 2) }
    func grown(by margin: Double) -> Rect {
        Rect(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }

    /// True where something can be drawn inside.
    var isDrawable: Bool { width >= 1 && height >= 1 }
}
