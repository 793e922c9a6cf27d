internal import Glibc

/// A shape by its signed distance: below 0 inside, above 0 outside, in the drawing's units. So edges are smooth at any size.
enum Shape {
    case disc(Point, Double)
    /// Its centre, its reach across and down.
    case oval(Point, Double, Double)
    /// From one point to another, so wide, with round ends.
    case line(Point, Point, Double)
    /// Its centre, its radius, the line's width.
    case ring(Point, Double, Double)
    case polygon([SIMD2<Float>], low: Point, high: Point)
    /// All that lies between two lines y(x), from end to end.
    case band(from: (Float) -> Float, to: (Float) -> Float)

    static func polygon(_ corners: [Point]) -> Shape {
        let (x, y) = (corners.map(\.x), corners.map(\.y))
        return .polygon(
            corners.map { SIMD2(Float($0.x), Float($0.y)) }, low: Point(x.min()!, y.min()!), high: Point(x.max()!, y.max()!))
    }

    static func box(_ low: Point, _ high: Point) -> Shape {
        polygon([low, Point(high.x, low.y), high, Point(low.x, high.y)])
    }

    /// All that lies below a line y(x).
    static func below(_ line: @escaping (Float) -> Float) -> Shape { band(from: line, to: { _ in .infinity }) }

    /// A polygon whose corners are cut off twice, each time at a quarter of its sides (Chaikin, 1974).
    static func smooth(_ corners: [Point]) -> Shape {
        var points = corners
        for _ in 0..<2 {
            points = points.indices.flatMap { i in
                let (a, b) = (points[i], points[(i + 1) % points.count])
                return [a * 0.75 + b * 0.25, a * 0.25 + b * 0.75]
            }
        }
        return polygon(points)
    }

    var bounds: (low: Point, high: Point) {
        switch self {
        case .disc(let centre, let radius): (centre - radius, centre + radius)
        case .oval(let centre, let x, let y): (centre - Point(x, y), centre + Point(x, y))
        case .line(let a, let b, let width): (pointwiseMin(a, b) - width / 2, pointwiseMax(a, b) + width / 2)
        case .ring(let centre, let radius, let width): (centre - radius - width / 2, centre + radius + width / 2)
        case .polygon(_, let low, let high): (low, high)
        case .band: (Point(-100, -100), Point(100, 100))
        }
    }

    @inline(__always)
    func distance(_ point: SIMD2<Float>) -> Float {
        switch self {
        case .disc(let centre, let radius): return Self.length(point - SIMD2(centre)) - Float(radius)
        case .oval(let centre, let x, let y):
            let reach = SIMD2(Float(x), Float(y))
            let q = (point - SIMD2(centre)) / reach
            let k = Self.length(q)
            return k < 1e-4 ? -min(reach.x, reach.y) : k * (k - 1) / Self.length(q / reach)
        case .line(let a, let b, let width):
            let (w, e) = (point - SIMD2(a), SIMD2<Float>(b - a))
            let part = min(max((w * e).sum() / max((e * e).sum(), 1e-9), 0), 1)
            return Self.length(w - e * part) - Float(width) / 2
        case .ring(let centre, let radius, let width):
            return abs(Self.length(point - SIMD2(centre)) - Float(radius)) - Float(width) / 2
        case .polygon(let corners, _, _):
            var least = Float.infinity
            var sign: Float = 1
            var a = corners[corners.count - 1]
            for b in corners {
                let (e, w) = (a - b, point - b)
                let away = w - e * min(max((w * e).sum() / max((e * e).sum(), 1e-12), 0), 1)
                least = min(least, (away * away).sum())
                let (above, below, left) = (point.y >= b.y, point.y < a.y, e.x * w.y > e.y * w.x)
                if above == below && below == left { sign = -sign }
                a = b
            }
            return sign * least.squareRoot()
        case .band(let top, let bottom): return max(top(point.x) - point.y, point.y - bottom(point.x))
        }
    }

    @inline(__always)
    private static func length(_ v: SIMD2<Float>) -> Float { (v * v).sum().squareRoot() }
}
