import Tensors

/// One bar for each name.
struct Bars: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
    }

    static let kind = "bars"

    let facts: Facts
    private let values: Tensor

    var tensors: [(name: String, tensor: Tensor)] { [("values", values)] }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard let values = tensors["values"], values.rank == 1, values.count == facts.x.names.count else {
            throw FigureDamaged("bars without a value for each name")
        }
        self.facts = facts
        self.values = values
    }

    init(names: [String], values: [Double], label: String, y: Measure) {
        let finite = values.filter(\.isFinite)
        let low = min(finite.min() ?? 0, 0)
        let high = max(finite.max() ?? 1, low < 0 ? 0 : 1e-300)
        let room = (high - low) * 0.06
        facts = Facts(
            x: Ruler(label: label, from: -0.5, to: Double(max(names.count, 1)) - 0.5, names: names),
            y: Ruler(
                label: y.label, unit: y.unit, from: y.range?.lowerBound ?? (low < 0 ? low - room : 0),
                to: y.range?.upperBound ?? (high > 0 ? high + room : 0)))
        self.values = Tensor([values.count], values.map(Float.init))
    }

    var x: Ruler { facts.x }
    var lanes: [Ruler] { [facts.y] }
    var hasGrid: Bool { true }
    var note: String? { values.withFloats { $0.contains { $0.isFinite } } ? nil : "no data" }

    var phrase: String {
        let pairs = zip(facts.x.names, values.floats).prefix(8).map { "\($0) \(NumberText.brief(Double($1)))" }
        let more = values.count > 8 ? ", …" : ""
        return "bars of \(facts.y.label.lowercased()): \(pairs.joined(separator: ", "))\(more)"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        let base = frame.y(of: min(max(0, facts.y.range.lowerBound), facts.y.range.upperBound))
        for (index, value) in values.floats.enumerated() where value.isFinite {
            let left = frame.x(of: Double(index) - 0.36)
            let right = frame.x(of: Double(index) + 0.36)
            let top = frame.y(of: Double(value))
            let bar = Rect(x: left, y: min(top, base), width: right - left, height: abs(base - top))
            canvas.fill(canvas.snapped(bar), style.theme.accent)
        }
        if frame.y.range.lowerBound < 0 {
            canvas.rule(
                from: Point(x: frame.rect.x, y: base), to: Point(x: frame.rect.right, y: base), style.theme.axis,
                width: 2)
        }
    }
}

extension Figure {
    /// A bar of `values[i]` over each of `names`; values that are not numbers have none. Throws `UnplottableData`.
    public static func bars(
        title: String, subtitle: String = "", names: [String], values: [Double], label: String = "", y: Measure
    ) throws -> Figure {
        guard names.count == values.count else {
            throw UnplottableData(
                "bar chart", expected: "a value for each name",
                found: "\(names.count) names and \(values.count) values")
        }
        return Figure(title: title, subtitle: subtitle, plot: Bars(names: names, values: values, label: label, y: y))
    }
}
