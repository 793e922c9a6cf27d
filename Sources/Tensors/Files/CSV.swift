internal import Glibc

/// Tables of numbers as comma-separated text (RFC 4180, lines ending in a line feed).
public enum CSV {
    /// The text of a tensor.
    ///
    /// Two axes make a table: one line for each point of the first, with its position in front, and a header with the
    /// positions of the second. Any other number of axes makes one line for each number: its positions, then itself.
    /// Positions are times, hertz or labels where the axis has them, else counted from 1.
    public static func text(of tensor: Tensor) -> String {
        tensor.withFloats { floats in
            var text = ""
            if tensor.rank == 2 {
                let (rows, columns) = (tensor.axes[0], tensor.axes[1])
                let positions = (0..<tensor.shape[1]).map { heading(columns, $0) }
                text += ([title(rows, 0)] + positions).map(quoted).joined(separator: ",") + "\n"
                for row in 0..<tensor.shape[0] {
                    text += quoted(position(rows, row))
                    for number in floats[row * tensor.shape[1]..<(row + 1) * tensor.shape[1]] { text += ",\(number)" }
                    text += "\n"
                }
            } else {
                let titles = tensor.axes.enumerated().map { title($1, $0) } + ["value"]
                text += titles.map(quoted).joined(separator: ",") + "\n"
                var index = [Int](repeating: 0, count: tensor.rank)
                for number in floats {
                    for (axis, point) in zip(tensor.axes, index) { text += quoted(position(axis, point)) + "," }
                    text += "\(number)\n"
                    for axis in index.indices.reversed() {
                        index[axis] += 1
                        if index[axis] < tensor.shape[axis] { break }
                        index[axis] = 0
                    }
                }
            }
            return text
        }
    }

    /// The text of a table: a header, then one line a row; `columns` are of one length.
    public static func text(columns: [(name: String, cells: [String])]) -> String {
        var text = columns.map { quoted($0.name) }.joined(separator: ",") + "\n"
        for row in 0..<(columns.first?.cells.count ?? 0) {
            text += columns.map { quoted($0.cells[row]) }.joined(separator: ",") + "\n"
        }
        return text
    }

    private static func title(_ axis: Axis, _ number: Int) -> String {
        let name = axis.name.isEmpty ? "axis \(number + 1)" : axis.name
        return axis.unit.isEmpty ? name : "\(name) (\(axis.unit))"
    }

    private static func heading(_ axis: Axis, _ point: Int) -> String {
        switch axis.coordinates {
        case .none where !axis.name.isEmpty: "\(axis.name) \(point + 1)"
        case .linear, .values: position(axis, point) + (axis.unit.isEmpty ? "" : " \(axis.unit)")
        default: position(axis, point)
        }
    }

    private static func position(_ axis: Axis, _ point: Int) -> String {
        switch axis.coordinates {
        case .linear(let start, let step): "\(rounded(start + step * Double(point)))"
        case .values(let values) where values.indices.contains(point): "\(rounded(values[point]))"
        case .labels(let labels) where labels.indices.contains(point): labels[point]
        default: "\(point + 1)"
        }
    }

    /// Twelve significant digits: what the sum of a start and many steps is good for.
    private static func rounded(_ value: Double) -> Double {
        guard value != 0, value.isFinite else { return value }
        let digits = 11 - Int(log10(abs(value)).rounded(.down))
        guard abs(digits) < 300 else { return value }
        let scale = pow(10, Double(abs(digits)))
        return digits >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }
        return isPlain
            ? text
            : "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
