/// A part of an axis, as a person asks for it.
public enum Extent: Hashable, Sendable {
    /// Points whose position p has from <= p < to, in the axis' unit.
    case positions(from: Double, to: Double)
    /// Points from, from + 1, ... to - 1, counted from 0.
    case indices(from: Int, to: Int)
}

/// A part that an axis does not have.
public enum SelectionFault: Fault, Equatable {
    case outside(axis: Axis, from: Double, to: Double, bounds: ClosedRange<Double>)
    case outsideCount(axis: Axis, from: Int, to: Int, count: Int)
    case empty(axis: Axis, from: Double, to: Double)

    public var cause: String {
        switch self {
        case .outside(let axis, let from, let to, let bounds) where bounds.lowerBound == bounds.upperBound:
            "the selection \(from.spelled)..\(to.spelled) \(axis.unit) leaves the \(axis.name) axis, which has one point, "
                + "\(bounds.lowerBound.spelled) \(axis.unit)"
        case .outside(let axis, let from, let to, let bounds):
            "the selection \(from.spelled)..\(to.spelled) \(axis.unit) leaves the \(axis.name) axis, which is "
                + "\(bounds.lowerBound.spelled)..\(bounds.upperBound.spelled) \(axis.unit)"
        case .outsideCount(let axis, let from, let to, let count):
            "the selection \(from &+ 1)..\(to) leaves the \(axis.name) axis, which counts 1..\(count)"
        case .empty(let axis, let from, let to):
            "nothing lies in the selection \(from.spelled)..\(to.spelled) \(axis.unit) of the \(axis.name) axis"
        }
    }

    public var remedy: String? {
        switch self {
        case .outside(_, _, _, let bounds) where bounds.lowerBound == bounds.upperBound: "choose it by its number, [1]"
        case .outside(let axis, _, _, let bounds):
            "choose a part between \(bounds.lowerBound.spelled) \(axis.unit) and "
                + "\(bounds.upperBound.spelled) \(axis.unit)"
        case .outsideCount(_, _, _, let count): "choose a part of 1..\(count)"
        case .empty: "choose a wider part: it begins at its first number and ends just before its second"
        }
    }
}

extension Axis {
    /// The indices that `extent` selects of `count` points; positions may span `bounds`, which the points need
    /// not fill. Faults name what is `covered`, `bounds` unless it is given. Throws `SelectionFault`.
    public func indices(
        _ extent: Extent, count: Int, within bounds: ClosedRange<Double>, covering covered: ClosedRange<Double>? = nil
    ) throws -> Range<Int> {
        let covered = covered ?? bounds
        switch extent {
        case .indices(let from, let to):
            guard from >= 0, to <= count, from < to else {
                throw SelectionFault.outsideCount(axis: self, from: from, to: to, count: count)
            }
            return from..<to
        case .positions(let from, let to):
            // A position such as 1.1 s times 22050 Hz misses its sample by a rounding error, which must not count.
            let slack = 1e-9 * max(abs(bounds.lowerBound), abs(bounds.upperBound))
            guard from >= bounds.lowerBound - slack, to <= bounds.upperBound + slack, from.isFinite, to.isFinite else {
                throw SelectionFault.outside(axis: self, from: from, to: to, bounds: covered)
            }
            let lower = firstIndex(notBefore: from, count: count)
            let upper = firstIndex(notBefore: to, count: count)
            guard lower < upper else {
                throw from < to && (to <= covered.lowerBound || from >= covered.upperBound)
                    ? SelectionFault.outside(axis: self, from: from, to: to, bounds: covered)
                    : SelectionFault.empty(axis: self, from: from, to: to)
            }
            return lower..<upper
        }
    }

    /// The first index whose position is at least `position`; `count` where there is none. Positions ascend.
    private func firstIndex(notBefore position: Double, count: Int) -> Int {
        if case .linear(let start, let step) = coordinates, step > 0 {
            let exact = (position - start) / step
            let index = (exact - exact.rounded()).magnitude < 1e-6 ? exact.rounded() : exact.rounded(.up)
            return Int(min(max(index, 0), Double(count)))
        }
        var lower = 0
        var upper = count
        while lower < upper {
            let middle = (lower + upper) / 2
            if self.position(middle) < position { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }

    /// From the position of the first of `count` points to where one more would lie; of a lone point without a step just
    /// that point.
    public func covered(_ count: Int) -> ClosedRange<Double> {
        guard count > 0 else { return 0...0 }
        let (first, last) = (position(0), position(count - 1))
        let step: Double =
            switch coordinates {
            case .none, .labels: 1
            case .linear(_, let step): step
            case .values: count > 1 ? last - position(count - 2) : 0
            }
        return first...max(first, last + step)
    }

    /// Whether the axis has a place for each of `count` points.
    public func fits(_ count: Int) -> Bool {
        switch coordinates {
        case .none, .linear: true
        case .values(let values): values.count == count
        case .labels(let labels): labels.count == count
        }
    }

    /// The axis of the points in `range` alone, each where it was.
    public func slice(_ range: Range<Int>) -> Axis {
        let part: Coordinates =
            switch coordinates {
            case .none: .none
            case .linear(let start, let step): .linear(start: start + step * Double(range.lowerBound), step: step)
            case .values(let values): .values(Array(values[range]))
            case .labels(let labels): .labels(Array(labels[range]))
            }
        return Axis(name, unit: unit, part)
    }
}

extension Tensor {
    /// The points in `range` along axis `number`; they keep their coordinates. A slice that is one piece of memory,
    /// such as one along axis 0, shares it.
    public func slice(axis number: Int, _ range: Range<Int>) -> Tensor {
        precondition(range.lowerBound >= 0 && range.upperBound <= shape[number])
        let outer = shape[..<number].reduce(1, *)
        let inner = shape[(number + 1)...].reduce(1, *)
        var shape = shape
        var axes = axes
        axes[number] = axes[number].slice(range)
        let from = self.shape[number] * inner
        let to = range.count * inner
        shape[number] = range.count
        return withFloats { floats in
            if outer == 1 {
                let piece = UnsafeBufferPointer(rebasing: floats[range.lowerBound * inner..<range.upperBound * inner])
                return Tensor(shape, axes: axes, storage: Storage(borrowing: piece, from: storage))
            }
            return Tensor(shape, axes: axes) { memory in
                guard to > 0 else { return }
                for index in 0..<outer {
                    let source = floats.baseAddress! + index * from + range.lowerBound * inner
                    (memory.baseAddress! + index * to).initialize(from: source, count: to)
                }
            }
        }
    }
}
