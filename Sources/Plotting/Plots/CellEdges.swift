import Foundation
import Tensors

/// Where the cells of a heat map meet, along one of its axes, in the axis' unit.
struct CellEdges: Hashable, Codable, Sendable {
    /// Cells of equal width `step` from `start`; used where `values` is nil.
    var start: Double
    var step: Double
    /// One more edge than there are cells, rising or falling.
    var values: [Double]?

    init(start: Double, step: Double) {
        self.start = start
        self.step = step
        values = nil
    }

    /// Edges half-way (on `scale`) between the places of an axis' points; of numbers 0, 1, 2, … where it has none.
    init(around axis: Axis, count: Int, scale: Scale) {
        self.init(start: -0.5, step: 1)
        switch axis.coordinates {
        case .none, .labels: break
        case .linear(let first, let pitch):
            if first.isFinite, pitch.isFinite, pitch != 0 { self = CellEdges(start: first - pitch / 2, step: pitch) }
        case .values(let centres):
            if let edges = Self.midpoints(of: centres, count: count, scale: scale) { values = edges }
        }
    }

    func edge(_ index: Int) -> Double {
        guard let values else { return start + step * Double(index) }
        return values[min(max(index, 0), values.count - 1)]
    }

    /// The edges of cells that are each `factor` of these, `count` of these in all.
    func joined(by factor: Int, count: Int) -> CellEdges {
        guard let values else { return CellEdges(start: start, step: step * Double(factor)) }
        var joined = self
        joined.values = stride(from: 0, to: count, by: factor).map { values[$0] } + [values[count]]
        return joined
    }

    /// True where there is an edge on both sides of each of `count` cells.
    func suits(count: Int) -> Bool {
        guard let values else { return start.isFinite && step.isFinite && step != 0 }
        return values.count == count + 1 && values.allSatisfy(\.isFinite)
    }

    /// nil where the centres are not all numbers in rising or falling order.
    private static func midpoints(of centres: [Double], count: Int, scale: Scale) -> [Double]? {
        guard centres.count == count, count >= 2, centres.allSatisfy(\.isFinite) else { return nil }
        let isRising = centres[1] > centres[0]
        let isOrdered = zip(centres, centres.dropFirst()).allSatisfy { isRising ? $0 < $1 : $0 > $1 }
        guard isOrdered else { return nil }
        var edges = [centres[0] - (centres[1] - centres[0]) / 2]
        for (left, right) in zip(centres, centres.dropFirst()) {
            let isGeometric = scale == .log && left > 0 && right > 0
            edges.append(isGeometric ? (left * right).squareRoot() : (left + right) / 2)
        }
        edges.append(centres[count - 1] + (centres[count - 1] - centres[count - 2]) / 2)
        return edges
    }
}
