import Foundation
import Tensors

/// A matrix as colours: a spectrogram, coefficients over time, a table of counts.
struct Heatmap: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
        var columns: CellEdges
        var rows: CellEdges
        /// The values at the ends of the colours.
        var low: Double
        var high: Double
        var valueLabel: String
        var map: ColourMap
        var isClippedBelow: Bool
        var isClippedAbove: Bool
        /// Values written in the cells where they have room.
        var isAnnotated: Bool
        var isSquare: Bool
    }

    static let kind = "heat map"
    static let mostCells = 4096

    let facts: Facts
    /// (row, column)
    private let values: Tensor

    var tensors: [(name: String, tensor: Tensor)] { [("values", values)] }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard let values = tensors["values"], values.rank == 2, facts.columns.suits(count: values.shape[1]),
            facts.rows.suits(count: values.shape[0])
        else { throw FigureDamaged("a heat map whose axes are not its values'") }
        guard facts.low.isFinite, facts.high.isFinite, facts.low <= facts.high else {
            throw FigureDamaged("a heat map without a range of values")
        }
        self.facts = facts
        self.values = values
    }

    init(_ values: Tensor, options: HeatmapOptions) {
        let (rows, columns) = (values.shape[0], values.shape[1])
        let cells = values.floats
        let range = ValueRange(of: cells, asked: options.range, isDiverging: options.map.isDiverging)
        let across = Self.axis(values.axes[1], of: columns)
        let upwards = Self.axis(values.axes[0], of: rows)
        let columnEdges = CellEdges(around: across, count: columns, scale: .linear)
        let rowEdges = CellEdges(around: upwards, count: rows, scale: options.yScale)
        let whole = Self.ruler(
            across, label: options.xLabel, scale: .linear, edges: columnEdges, count: columns)
        let x = options.xRange.map { whole.between($0.lowerBound, $0.upperBound) } ?? whole
        let y = Self.ruler(
            upwards, label: options.yLabel, scale: options.yScale, edges: rowEdges, count: rows)
        let factors = (
            rows: max((rows + Self.mostCells - 1) / Self.mostCells, 1),
            columns: max((columns + Self.mostCells - 1) / Self.mostCells, 1)
        )
        let isReduced = factors.rows > 1 || factors.columns > 1
        let kept = isReduced ? blockMeans(cells, rows: rows, columns: columns, by: factors) : cells
        self.values = Tensor(
            [(rows + factors.rows - 1) / factors.rows, (columns + factors.columns - 1) / factors.columns], kept)
        facts = Facts(
            x: x, y: options.firstRowOnTop ? y.between(y.upper, y.lower) : y,
            columns: columnEdges.joined(by: factors.columns, count: columns),
            rows: rowEdges.joined(by: factors.rows, count: rows), low: range.low, high: range.high,
            valueLabel: options.valueLabel, map: options.map, isClippedBelow: range.isClippedBelow,
            isClippedAbove: range.isClippedAbove, isAnnotated: options.isAnnotated && !isReduced,
            isSquare: options.isSquare)
    }

    /// The axis without its places where these are not one for each of `count` points.
    private static func axis(_ axis: Axis, of count: Int) -> Axis {
        let places: Int
        switch axis.coordinates {
        case .none, .linear: return axis
        case .values(let values): places = values.count
        case .labels(let labels): places = labels.count
        }
        return places == count ? axis : Axis(axis.name, unit: axis.unit)
    }

    /// An axis that begins at zero where its first cell's centre does, and where its scale does.
    private static func ruler(_ axis: Axis, label: String?, scale: Scale, edges: CellEdges, count: Int) -> Ruler {
        let name = label ?? axis.name.prefix(1).uppercased() + axis.name.dropFirst()
        var lower = edges.edge(0)
        var upper = edges.edge(count)
        guard count > 0 else { return Ruler(label: name, unit: axis.unit, scale: scale, from: 0, to: 1) }
        if case .labels(let names) = axis.coordinates, names.count == count {
            return Ruler(label: name, from: lower, to: upper, names: names)
        }
        if !axis.unit.isEmpty {
            let first = axis.position(0)
            if lower < 0, first >= 0 { lower = 0 }
            if upper < 0, axis.position(count - 1) >= 0 { upper = 0 }
        }
        if scale == .log, lower <= 0 { lower = (0..<count).map(axis.position).first { $0 > 0 } ?? 1 }
        let isWhole: Bool
        switch axis.coordinates {
        case .none, .labels: isWhole = true
        case .linear(let start, let step): isWhole = axis.unit.isEmpty && start == start.rounded() && step == 1
        case .values(let places): isWhole = axis.unit.isEmpty && places.allSatisfy { $0 == $0.rounded() }
        }
        return Ruler(label: name, unit: axis.unit, scale: scale, from: lower, to: upper, whole: isWhole)
    }

    var x: Ruler { facts.x }
    var lanes: [Ruler] { [facts.y] }
    var aspect: Double? {
        facts.isSquare && values.count > 0 ? Double(values.shape[1]) / Double(values.shape[0]) : nil
    }
    var note: String? {
        if values.count == 0 { return "no data" }
        return values.withFloats { $0.contains { !$0.isNaN } } ? nil : "no value is a number"
    }
    var colourKey: ColourKey? {
        guard note == nil, !facts.isAnnotated else { return nil }
        return ColourKey(
            map: facts.map, ruler: Ruler(label: facts.valueLabel, from: facts.low, to: facts.high),
            isClippedBelow: facts.isClippedBelow, isClippedAbove: facts.isClippedAbove)
    }

    var phrase: String {
        let ends = [facts.low, facts.high].map { NumberText.brief($0) }
        let name =
            facts.valueLabel.isEmpty ? "values" : facts.valueLabel.prefix(1).lowercased() + facts.valueLabel.dropFirst()
        return "heat map of \(values.shape[0]) rows and \(values.shape[1]) columns, \(facts.y.phrase) against "
            + "\(facts.x.phrase), \(name) \(ends[0]) to \(ends[1])"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        draw(lane: lane, in: frame, on: canvas, style: style, weights: nil)
    }

    /// Draws the matrix, with a glow over it where there are weights: they lie between the same edges as its cells do, as
    /// many rows and columns as they may have.
    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style, weights: (tensor: Tensor, most: Double)?) {
        guard values.count > 0 else { return }
        let rect = canvas.snapped(frame.rect)
        let width = Int((rect.width * canvas.sampling).rounded())
        let height = Int((rect.height * canvas.sampling).rounded())
        guard width > 0, height > 0 else { return }
        let across = Resampling(
            bounds: (0...values.shape[1]).map { bounded(frame.x.fraction(of: facts.columns.edge($0))) }, pixels: width)
        let down = Resampling(
            bounds: (0...values.shape[0]).map { 1 - bounded(frame.y.fraction(of: facts.rows.edge($0))) },
            pixels: height)
        var words = words(across: across, down: down, theme: style.theme)
        if let (weights, most) = weights, most > 0 {
            let shares = shares(of: smooth(weights), in: frame, width: width, height: height)
            for i in words.indices where words[i] != 0 {
                words[i] = Glow.over(words[i], share: shares[i] / Float(most))
            }
        }
        canvas.picture(words, width: width, height: height, in: rect)
        if facts.isAnnotated { annotate(in: frame, on: canvas, style: style) }
    }

    /// Each pixel's weight: cell k of n weights spans k/n to (k + 1)/n of the matrix' cells, before they are made smooth.
    private func shares(of weights: Tensor, in frame: Frame, width: Int, height: Int) -> [Float] {
        func bounds(_ count: Int, over cells: Int, _ place: (Int) -> Double) -> [Double] {
            (0...count).map { k in
                let cell = Double(k) * Double(cells) / Double(count)
                let (low, part) = (Int(cell), cell - cell.rounded(.down))
                return bounded(part == 0 ? place(low) : place(low) * (1 - part) + place(low + 1) * part)
            }
        }
        let across = bounds(weights.shape[1], over: values.shape[1]) { frame.x.fraction(of: facts.columns.edge($0)) }
        let down = bounds(weights.shape[0], over: values.shape[0]) { 1 - frame.y.fraction(of: facts.rows.edge($0)) }
        return weights.withFloats {
            resampled(
                $0, columns: weights.shape[1], across: Resampling(bounds: across, pixels: width),
                down: Resampling(bounds: down, pixels: height))
        }
    }

    /// An edge that is not on the scale (0 Hz on a log axis) lies beyond the axis' lower end.
    private func bounded(_ fraction: Double) -> Double { fraction.isNaN ? -1 : min(max(fraction, -1e6), 1e6) }

    private func words(across: Resampling, down: Resampling, theme: Theme) -> [UInt32] {
        let table = facts.map.colours(on: theme).map { 0xFF00_0000 | $0.hex }
        let low = Float(facts.low)
        let scale: Float = facts.high > facts.low ? 255 / Float(facts.high - facts.low) : 0
        let offset: Float = scale == 0 ? 127.5 : 0
        let levels = values.withFloats { floats in
            floats.map { $0.isNaN ? .nan : min(max(scale == 0 ? offset : ($0 - low) * scale, 0), 255) }
        }
        let pixels = levels.withUnsafeBufferPointer {
            resampled($0, columns: values.shape[1], across: across, down: down)
        }
        return [UInt32](unsafeUninitializedCapacity: pixels.count) { words, count in
            table.withUnsafeBufferPointer { table in
                for (index, level) in pixels.enumerated() {
                    words[index] = level.isNaN ? 0 : table[Int(min(max(level + 0.5, 0), 255))]
                }
            }
            count = pixels.count
        }
    }

    /// The values in the cells, in black or white, whichever is easier to read there.
    private func annotate(in frame: Frame, on canvas: Canvas, style: Style) {
        let (rows, columns) = (values.shape[0], values.shape[1])
        let cell = Size(width: frame.rect.width / Double(columns), height: frame.rect.height / Double(rows))
        var text = style.tick
        text.size = min(text.size * 1.1, cell.height * 0.5)
        let floats = values.floats
        let labels = floats.map { $0.isFinite ? NumberText.brief(Double($0)) : "" }
        let widest = labels.map { canvas.lettering.size(of: $0, text).width }.max() ?? 0
        if widest > cell.width * 0.86 { text.size *= cell.width * 0.86 / widest }
        guard text.size >= 11 else { return }
        separate(rows: rows, columns: columns, in: frame, on: canvas, style.theme)
        let table = facts.map.colours(on: style.theme)
        for row in 0..<rows {
            for column in 0..<columns where !labels[row * columns + column].isEmpty {
                let share = (Double(floats[row * columns + column]) - facts.low) / max(facts.high - facts.low, 1e-300)
                let colour = table[Int((min(max(share, 0), 1) * 255).rounded())]
                let strong = ink(on: colour)
                text.colour = floats[row * columns + column] == 0 ? colour.mixed(with: strong, 0.4) : strong
                let middle = Point(
                    x: frame.x(of: (facts.columns.edge(column) + facts.columns.edge(column + 1)) / 2),
                    y: frame.y(of: (facts.rows.edge(row) + facts.rows.edge(row + 1)) / 2))
                canvas.lettering.write(labels[row * columns + column], at: middle, .middle, text)
            }
        }
    }

    /// Thin lines of the page between cells.
    private func separate(rows: Int, columns: Int, in frame: Frame, on canvas: Canvas, _ theme: Theme) {
        let rect = frame.rect
        for row in stride(from: 1, to: rows, by: 1) {
            let y = frame.y(of: facts.rows.edge(row))
            canvas.rule(from: Point(x: rect.x, y: y), to: Point(x: rect.right, y: y), theme.background, width: 2)
        }
        for column in stride(from: 1, to: columns, by: 1) {
            let x = frame.x(of: facts.columns.edge(column))
            canvas.rule(from: Point(x: x, y: rect.y), to: Point(x: x, y: rect.bottom), theme.background, width: 2)
        }
    }
}

/// What a heat map's author may say; the rest comes from the values and their axes.
struct HeatmapOptions {
    var xLabel: String?
    var xRange: ClosedRange<Double>?
    var yLabel: String?
    var yScale: Scale
    var valueLabel: String
    var range: ClosedRange<Double>?
    var map: ColourMap
    var firstRowOnTop: Bool
    var isAnnotated: Bool
    var isSquare: Bool
}

extension Figure {
    /// `values` (row, column) as colours, with labels, units and places from the tensor's two axes.
    ///
    /// Without `range` the colours span the values; those of a diverging map are centred on zero and, where a few
    /// values dwarf the others, stop at 1.5 times the 90th percentile of their sizes. Values that are not numbers stay
    /// blank; infinite ones have the colour of the range's end. `xRange` is what is shown of the horizontal axis, all where
    /// it is nil. Throws `UnplottableData`.
    public static func heatmap(
        title: String, subtitle: String = "", values: Tensor, xLabel: String? = nil, yLabel: String? = nil,
        yScale: Scale = .linear, valueLabel: String = "", range: ClosedRange<Double>? = nil, map: ColourMap = .ember,
        firstRowOnTop: Bool = false, isAnnotated: Bool = false, isSquare: Bool = false, xRange: ClosedRange<Double>? = nil
    ) throws -> Figure {
        guard values.rank == 2 else {
            throw UnplottableData("heat map", expected: "rows x columns", found: values)
        }
        let options = HeatmapOptions(
            xLabel: xLabel, xRange: xRange, yLabel: yLabel, yScale: yScale, valueLabel: valueLabel, range: range, map: map,
            firstRowOnTop: firstRowOnTop, isAnnotated: isAnnotated, isSquare: isSquare)
        return Figure(title: title, subtitle: subtitle, plot: Heatmap(values, options: options))
    }
}
