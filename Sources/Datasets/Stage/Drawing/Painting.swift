internal import Glibc

/// Across to the right and down.
typealias Point = SIMD2<Double>

/// Red, green, blue from 0 to 1, and how much it covers.
typealias Colour = SIMD4<Float>

extension SIMD4<Float> {
    init(_ red: Float, _ green: Float, _ blue: Float) { self.init(red, green, blue, 1) }

    static let black = Colour(0.1, 0.1, 0.12)
    static let white = Colour(0.96, 0.96, 0.94)

    /// Lighter above 1, darker below.
    func lit(_ factor: Double) -> Colour {
        var colour = self * Float(factor)
        colour.clamp(lowerBound: Colour(repeating: 0), upperBound: Colour(repeating: 1))
        colour.w = w
        return colour
    }

    func clear(_ cover: Double) -> Colour {
        var colour = self
        colour.w = Float(Swift.min(Swift.max(cover, 0), 1))
        return colour
    }

    func mixed(with other: Colour, _ part: Double) -> Colour {
        self + (other - self) * Float(Swift.min(Swift.max(part, 0), 1))
    }
}

/// Where and how large a drawing's own square from -1 to 1 lies on the painting: turned, mirrored, never skewed.
struct Placement: Sendable {
    var origin: Point
    /// What a step to the right and a step down are, in pixels; both of one length, at right angles.
    var across: Point
    var down: Point

    init(_ origin: Point, scale: Double) {
        self.origin = origin
        across = Point(scale, 0)
        down = Point(0, scale)
    }

    /// Pixels a unit.
    var scale: Double { (across * across).sum().squareRoot() }

    func callAsFunction(_ point: Point) -> Point { origin + across * point.x + down * point.y }

    func moved(_ x: Double, _ y: Double) -> Placement {
        var placed = self
        placed.origin = self(Point(x, y))
        return placed
    }

    /// Clockwise, in radians.
    func turned(_ angle: Double) -> Placement {
        var placed = self
        placed.across = across * cos(angle) + down * sin(angle)
        placed.down = down * cos(angle) - across * sin(angle)
        return placed
    }

    func scaled(_ factor: Double) -> Placement {
        var placed = self
        (placed.across, placed.down) = (across * factor, down * factor)
        return placed
    }

    var mirrored: Placement {
        var placed = self
        placed.across = -across
        return placed
    }
}

/// A picture in the making.
struct Painting: Sendable {
    let width: Int
    let height: Int
    private(set) var pixels: [Colour]
    /// Where things are drawn.
    var placement: Placement

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [Colour](repeating: Colour(0, 0, 0), count: width * height)
        placement = Placement(Point(Double(width), Double(height)) / 2, scale: Double(height) / 2)
    }

    /// Draws with another placement for a while.
    mutating func with(_ placement: Placement, _ draw: (inout Painting) -> Void) {
        let before = self.placement
        self.placement = placement
        draw(&self)
        self.placement = before
    }

    /// Fills a shape: lighter towards its top, and where `edge` is above 0 with a dark edge that wide, in the drawing's units.
    mutating func fill(_ shape: Shape, _ colour: Colour, edge: Double = 0.035, shade: Double = 0.22) {
        let bounds = shape.bounds
        let scale = placement.scale
        let corners = [
            Point(bounds.low.x, bounds.low.y), Point(bounds.high.x, bounds.low.y), Point(bounds.low.x, bounds.high.y),
            Point(bounds.high.x, bounds.high.y),
        ].map { placement($0) }
        func limit(_ values: [Double], _ end: Int) -> Range<Int> {
            let low = min(max(values.min()! - 1, 0), Double(end))
            return Int(low)..<Int(min(max(values.max()! + 2, low), Double(end)))
        }
        let (columns, rows) = (limit(corners.map(\.x), width), limit(corners.map(\.y), height))
        let (across, down) = (placement.across / (scale * scale), placement.down / (scale * scale))
        let line = edge > 0 ? max(edge * scale, 0.8) : 0
        let dark = colour.lit(0.45)
        let tall = Float(1 / max(bounds.high.y - bounds.low.y, 1e-6))
        let ratio = Float(scale)
        for row in rows {
            let y = Double(row) + 0.5 - placement.origin.y
            for column in columns {
                let x = Double(column) + 0.5 - placement.origin.x
                let point = SIMD2<Float>(
                    Float(across.x * x + across.y * y), Float(down.x * x + down.y * y))
                let distance = shape.distance(point) * ratio
                guard distance < 0.5 else { continue }
                let cover = min(1, 0.5 - distance) * colour.w
                let place = (point.y - Float(bounds.low.y)) * tall
                var paint = colour * (1 + Float(shade) * (1 - 2 * min(max(place, 0), 1)))
                if line > 0 { paint += (dark - paint) * min(max(distance + Float(line) + 0.5, 0), 1) }
                let i = row * width + column
                pixels[i] += (paint - pixels[i]) * cover
            }
        }
    }

    /// A line through points.
    mutating func line(_ points: [Point], _ width: Double, _ colour: Colour, edge: Double = 0) {
        for (a, b) in zip(points, points.dropFirst()) { fill(.line(a, b, width), colour, edge: edge, shade: 0) }
    }

    /// Every pixel by itself.
    mutating func recolour(_ change: (Int, Colour) -> Colour) {
        pixels.withUnsafeMutableBufferPointer { pixels in
            for i in pixels.indices { pixels[i] = change(i, pixels[i]) }
        }
    }

    /// Red, green and blue of every pixel, from 0 to 255.
    func append(to bytes: inout [UInt8]) {
        for pixel in pixels {
            for channel in 0..<3 { bytes.append(UInt8(min(max(pixel[channel] * 255 + 0.5, 0), 255))) }
        }
    }
}
