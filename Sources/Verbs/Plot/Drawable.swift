import Datasets
import Plotting
import Programs
import Tensors
import Workplace

/// A value that `plot` draws; each type knows how.
protocol Drawable: Value {
    func drawn(_ wishes: DrawingWishes) throws -> Figure
}

/// What the author of a figure asked for, and what drawing may use.
struct DrawingWishes: Sendable {
    /// Empty where the value's own title will do.
    var title = ""
    var subtitle = ""
    /// Spread of frequency; nil for the value's own.
    var axis: Plotting.Scale?
    /// How many pictures of a movie are shown; nil for as many as suit a page.
    var pictures: Int?
    let context: Context
    let shelf: Shelf
    /// Makes the files of a table's clips again where they are generated and gone.
    var restore: @Sendable (ClipTable) throws -> Void = { _ in }

    /// The title asked for, else `own`.
    func title(else own: String) -> String { title.isEmpty ? own : title }
    func subtitle(else own: String) -> String { subtitle.isEmpty ? own : subtitle }
}

extension ValueTypes {
    /// The types of value that draw themselves.
    static let drawable: [any Drawable.Type] = all.compactMap { $0 as? any Drawable.Type }
}

extension SoundValue: Drawable {
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        try .wave(title: wishes.title, subtitle: wishes.subtitle, channels: signal.tensor, rate: signal.rate)
    }
}

extension SpectrogramValue: Drawable {
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        try heatmap(title: wishes.title, subtitle: wishes.subtitle, axis: wishes.axis)
    }
}

extension TensorValue: Drawable {
    /// One axis as a line, two as colours, three as a page of small pictures.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        let subtitle = wishes.subtitle(else: caption ?? "")
        switch tensor.rank {
        case 1:
            let axis = tensor.axes[0]
            let places = (0..<tensor.count).map { axis.position($0) }
            return try .lines(
                title: wishes.title, subtitle: subtitle,
                series: [Series("", x: places, y: tensor.floats.map(Double.init))],
                x: .init(axis.name.isEmpty ? "Index" : axis.name, unit: axis.unit), y: .init("Value"))
        case 3:
            let tiles = (0..<tensor.shape[0]).map { index in
                Tile(
                    tensor.slice(axis: 0, index..<index + 1).squared, caption: tensor.axes[0].caption(of: index))
            }
            let hasBothSigns = (tensor.extent?.lowerBound ?? 0) < 0 && (tensor.extent?.upperBound ?? 0) > 0
            return try .tiles(
                title: wishes.title, subtitle: subtitle, tiles, map: hasBothSigns ? .balance : .ember,
                valueLabel: "Value", shape: tensor.shape[1] > 0 ? Double(max(tensor.shape[2], 1)) / Double(tensor.shape[1]) : 1,
                // Low bands below, as in a spectrogram.
                firstRowOnTop: tensor.axes[1].name != "band")
        case 2 where tensor.axes[0].name == "time":
            // Time runs to the right.
            let isSigned = (tensor.extent?.lowerBound ?? 0) < 0 && (tensor.extent?.upperBound ?? 0) > 0
            return try .heatmap(
                title: wishes.title, subtitle: subtitle, values: tensor.turned, valueLabel: "Value",
                map: isSigned ? .balance : .ember)
        default:
            return try .heatmap(title: wishes.title, subtitle: subtitle, values: tensor)
        }
    }
}

extension Tensor {
    /// Rows as columns and columns as rows.
    var turned: Tensor {
        let (rows, columns) = (shape[0], shape[1])
        return withFloats { floats in
            Tensor([columns, rows], axes: [axes[1], axes[0]]) { turned in
                for column in 0..<columns { for row in 0..<rows { turned[column * rows + row] = floats[row * columns + column] } }
            }
        }
    }

    /// The same numbers without the first axis, which has one point.
    fileprivate var squared: Tensor { Tensor(Array(shape.dropFirst()), axes: Array(axes.dropFirst()), storage: storage) }
}

extension Axis {
    /// What stands under picture `index`: its label, else its number from 1.
    fileprivate func caption(of index: Int) -> String {
        if case .labels(let labels) = coordinates, labels.indices.contains(index) { return labels[index] }
        return "\(index + 1)"
    }
}

extension FigureValue: Drawable {
    /// The figure itself, under another title where one is asked for.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        guard !wishes.title.isEmpty || !wishes.subtitle.isEmpty else { return figure }
        return figure.titled(wishes.title, subtitle: wishes.subtitle.isEmpty ? nil : wishes.subtitle)
    }
}

extension TableValue: Drawable {
    /// A bar for each row, where there is one column of text and one of numbers.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        var names: [String]?
        var values: (name: String, cells: [Double], digits: Int)?
        for column in columns {
            switch column.cells {
            case .text(let cells) where names == nil: names = cells
            case .numbers(let cells, let digits) where values == nil: values = (column.name, cells, digits)
            default: throw UndrawableTable(columns: columns.map(\.name))
            }
        }
        guard let names, let values else { throw UndrawableTable(columns: columns.map(\.name)) }
        let label = values.name.prefix(1).uppercased() + values.name.dropFirst()
        return try .bars(
            title: wishes.title, subtitle: wishes.subtitle, names: names, values: values.cells, y: .init(label),
            isAcross: Figure.suitsBarsAcross(names), decimals: values.digits)
    }
}

/// A table with other columns than a bar chart has.
struct UndrawableTable: Fault {
    var columns: [String]
    var cause: String {
        "plot draws a table of one column of text and one of numbers, not of \(columns.joined(separator: ", "))"
    }
    var remedy: String? { "a table of two such columns; the cell itself shows the whole table" }
}
