import Tensors

/// Intervals around values: lines with a cap at each end.
enum Whiskers {
    /// (2, interval): lower and upper ends.
    static func tensor(_ intervals: [ClosedRange<Double>]) -> Tensor {
        Tensor([2, intervals.count], intervals.map { Float($0.lowerBound) } + intervals.map { Float($0.upperBound) })
    }

    static func ends(_ intervals: Tensor, _ index: Int) -> (low: Double, high: Double) {
        intervals.withFloats { (Double($0[index]), Double($0[intervals.shape[1] + index])) }
    }

    /// ` (72.8 to 92.8)`
    static func phrase(_ intervals: Tensor, _ index: Int) -> String {
        let ends = ends(intervals, index)
        return " (\(NumberText.brief(ends.low)) to \(NumberText.brief(ends.high)))"
    }

    /// Upright or across the page, in a bar as wide as `room`; nothing where an end is not a number.
    static func draw(
        from start: Point, to end: Point, _ colour: Colour, on canvas: Canvas, _ style: Style, within room: Double = .infinity
    ) {
        guard [start.x, start.y, end.x, end.y].allSatisfy(\.isFinite) else { return }
        let (width, cap) = (2.6 * style.scale, min(9 * style.scale, room * 0.4))
        canvas.stroke([start, end], colour, width: width)
        let isUpright = start.x == end.x
        for point in [start, end] {
            let (across, along) = isUpright ? (cap, 0) : (0, cap)
            canvas.stroke(
                [Point(x: point.x - across, y: point.y - along), Point(x: point.x + across, y: point.y + along)], colour,
                width: width)
        }
    }
}
