import Tensors

/// How many clips of each class were taken for each, coloured by their share of the class.
///
/// Rows are the truth, columns what was heard. Up to twelve classes the cells hold counts and shares, up to
/// twenty-five counts; beyond that the colours speak alone, and a bar explains them.
struct ConfusionMatrix: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
    }

    static let kind = "confusion"

    let facts: Facts
    /// (truth, prediction)
    private let counts: Tensor

    var tensors: [(name: String, tensor: Tensor)] { [("counts", counts)] }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard let counts = tensors["counts"], counts.rank == 2, counts.shape[0] == counts.shape[1],
            counts.shape[0] == facts.x.names.count, facts.x.names == facts.y.names
        else { throw FigureDamaged("a confusion without a count for each two classes") }
        self.facts = facts
        self.counts = counts
    }

    init(names: [String], counts: Tensor) {
        let end = Double(max(names.count, 1)) - 0.5
        facts = Facts(
            x: Ruler(label: "Predicted", from: -0.5, to: end, names: names),
            y: Ruler(label: "Truth", from: end, to: -0.5, names: names))
        self.counts = counts
    }

    private var size: Int { counts.shape[0] }
    var x: Ruler { facts.x }
    var lanes: [Ruler] { [facts.y] }
    var namesEveryPoint: Bool { true }
    var aspect: Double? { 1.2 }
    var note: String? { counts.withFloats { $0.contains { $0 > 0 } } ? nil : "no clips" }
    var colourKey: ColourKey? {
        guard note == nil, size > 12 else { return nil }
        return ColourKey(
            map: .tide, ruler: Ruler(label: "Share of the class", unit: "%", from: 0, to: 100), isClippedBelow: false,
            isClippedAbove: false)
    }

    /// The count over that of its row; NaN where the row is empty.
    private var shares: [Double] {
        counts.withFloats { floats in
            (0..<size).flatMap { row -> [Double] in
                let cells = floats[row * size..<(row + 1) * size].map(Double.init)
                let sum = cells.reduce(0, +)
                return cells.map { sum > 0 ? $0 / sum : .nan }
            }
        }
    }

    var phrase: String {
        let floats = counts.floats
        let right = (0..<size).reduce(0) { $0 + Double(floats[$1 * size + $1]) }
        let total = floats.reduce(0) { $0 + Double($1) }
        let worst = floats.indices.filter { $0 / max(size, 1) != $0 % max(size, 1) && floats[$0] > 0 }
            .sorted { floats[$0] > floats[$1] }.prefix(3).map { index in
                let (truth, answer) = (facts.x.names[index / size], facts.x.names[index % size])
                return "\(truth) taken for \(answer) \(NumberText.fixed(Double(floats[index]), decimals: 0))"
            }
        let mistakes = worst.isEmpty ? "" : "; most often " + worst.joined(separator: ", ")
        return "confusion of \(size) classes, \(NumberText.fixed(right, decimals: 0)) of "
            + "\(NumberText.fixed(total, decimals: 0)) clips right\(mistakes)"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        guard size > 0 else { return }
        let table = ColourMap.tide.colours(on: style.theme)
        let gap = size <= 25 ? 2.0 : 1
        let floats = counts.floats
        let shares = shares
        let looks = lettering(in: frame, on: canvas, style)
        for (index, share) in shares.enumerated() {
            let (row, column) = (index / size, index % size)
            let top = frame.y(of: Double(row) - 0.5)
            let left = frame.x(of: Double(column) - 0.5)
            let cell = canvas.snapped(
                Rect(
                    x: left, y: top, width: frame.x(of: Double(column) + 0.5) - left - gap,
                    height: frame.y(of: Double(row) + 0.5) - top - gap))
            guard share.isFinite else { continue }
            let colour = table[Int((min(max(share, 0), 1) * 255).rounded())]
            canvas.fill(cell, colour)
            guard floats[index] > 0, var text = looks.count else { continue }
            text.colour = ink(on: colour)
            let count = NumberText.fixed(Double(floats[index]), decimals: 0)
            guard var small = looks.share else {
                canvas.lettering.write(count, at: cell.middle, .middle, text)
                continue
            }
            small.colour = text.colour.mixed(with: colour, 0.12)
            let middle = cell.middle
            canvas.lettering.write(
                count, at: Point(x: middle.x, y: middle.y - small.size * 0.62), .middle, text)
            canvas.lettering.write(
                Self.percent(share), at: Point(x: middle.x, y: middle.y + text.size * 0.62), .middle, small)
        }
    }

    /// The text of counts and of shares, as large as every cell has room for; nil where it would be too small.
    private func lettering(
        in frame: Frame, on canvas: Canvas, _ style: Style
    ) -> (count: TextStyle?, share: TextStyle?) {
        guard size <= 25 else { return (nil, nil) }
        let cell = Size(width: frame.rect.width / Double(size), height: frame.rect.height / Double(size))
        func fitted(_ labels: [String], _ wanted: Double) -> TextStyle {
            var text = style.tick
            text.size = wanted
            let widest = labels.map { canvas.lettering.size(of: $0, text).width }.max() ?? 0
            if widest > cell.width * 0.84 { text.size *= cell.width * 0.84 / widest }
            return text
        }
        let labels = Set(counts.floats.map { NumberText.fixed(Double($0), decimals: 0) }).sorted()
        var count = fitted(labels, min(max(style.tick.size * 1.2, min(cell.height * 0.16, 46 * style.scale)), cell.height * 0.4))
        let share = fitted(["100 %"], min(count.size * 0.72, cell.height * 0.28))
        if size <= 12, share.size >= 10, count.size >= 11 {
            count.bold = true
            return (count, share)
        }
        let alone = fitted(labels, min(style.tick.size, cell.height * 0.6))
        return (alone.size >= 10 ? alone : nil, nil)
    }

    private static func percent(_ share: Double) -> String {
        share < 0.005 ? "< 1 %" : NumberText.fixed(share * 100, decimals: 0) + " %"
    }
}

extension Figure {
    /// The confusion of classes: `counts` is (truth, prediction). Throws `UnplottableData`.
    public static func confusion(
        title: String, subtitle: String = "", names: [String], counts: Tensor
    ) throws -> Figure {
        guard counts.rank == 2, counts.shape == [names.count, names.count] else {
            throw UnplottableData("confusion", expected: "a count for each two of \(names.count) classes", found: counts)
        }
        return Figure(title: title, subtitle: subtitle, plot: ConfusionMatrix(names: names, counts: counts))
    }
}
