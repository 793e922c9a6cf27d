import Tensors

/// One small picture of a page of them: a matrix, what it is, and what more there is to say.
public struct Tile: Sendable {
    /// (row, column); nil where there is nothing to show.
    public var values: Tensor?
    public var caption: String
    public var note: String

    public init(_ values: Tensor?, caption: String = "", note: String = "") {
        self.values = values
        self.caption = caption
        self.note = note
    }
}

/// A page of small pictures in the same colours: the filters of a layer, the spectrograms of a data set.
struct Tiles: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var captions: [String]
        var notes: [String]
        /// Which tiles have a picture.
        var isFilled: [Bool]
        /// The values at the ends of the colours.
        var low: Double
        var high: Double
        var valueLabel: String
        var map: ColourMap
        /// Width of a picture over its height.
        var shape: Double
        var firstRowOnTop: Bool
    }

    static let kind = "tiles"
    static let most = 256
    /// Rows and columns that a picture keeps.
    static let mostCells = 512

    let facts: Facts
    private let pictures: [Tensor?]

    var tensors: [(name: String, tensor: Tensor)] {
        pictures.enumerated().compactMap { index, picture in picture.map { ("tile\(index)", $0) } }
    }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard facts.captions.count == facts.notes.count, facts.captions.count == facts.isFilled.count,
            facts.captions.count <= Self.most, facts.low.isFinite, facts.high.isFinite, facts.low <= facts.high,
            facts.shape >= 0.01, facts.shape <= 100
        else { throw FigureDamaged("tiles that do not fit together") }
        pictures = try facts.isFilled.enumerated().map { index, isFilled in
            guard isFilled else { return nil }
            guard let picture = tensors["tile\(index)"], picture.rank == 2, picture.count > 0 else {
                throw FigureDamaged("tile \(index + 1) without its picture")
            }
            return picture
        }
        self.facts = facts
    }

    init(_ tiles: [Tile], options: TileOptions) {
        pictures = tiles.map { tile in tile.values.flatMap { $0.count > 0 ? Self.reduced($0) : nil } }
        let range = ValueRange(
            of: pictures.flatMap { $0?.floats ?? [] }, asked: options.range, isDiverging: options.map.isDiverging)
        facts = Facts(
            captions: tiles.map(\.caption), notes: tiles.map(\.note), isFilled: pictures.map { $0 != nil },
            low: range.low, high: range.high, valueLabel: options.valueLabel, map: options.map,
            shape: min(max(options.shape, 0.01), 100), firstRowOnTop: options.firstRowOnTop)
    }

    private static func reduced(_ picture: Tensor) -> Tensor {
        let (rows, columns) = (picture.shape[0], picture.shape[1])
        let factors = (
            rows: (rows + mostCells - 1) / mostCells, columns: (columns + mostCells - 1) / mostCells
        )
        let shape = [(rows + factors.rows - 1) / factors.rows, (columns + factors.columns - 1) / factors.columns]
        let floats = picture.floats
        let isReduced = factors.rows > 1 || factors.columns > 1
        return Tensor(shape, isReduced ? blockMeans(floats, rows: rows, columns: columns, by: factors) : floats)
    }

    var x: Ruler { Ruler(label: "", from: 0, to: 1) }
    var lanes: [Ruler] { [x] }
    var hasAxes: Bool { false }
    var note: String? { facts.captions.isEmpty ? "nothing to show" : nil }
    var colourKey: ColourKey? {
        guard pictures.contains(where: { $0 != nil }) else { return nil }
        return ColourKey(
            map: facts.map, ruler: Ruler(label: facts.valueLabel, from: facts.low, to: facts.high),
            isClippedBelow: false, isClippedAbove: false)
    }

    var phrase: String {
        let what = "\(facts.captions.count) small picture\(facts.captions.count == 1 ? "" : "s")"
        let label = facts.valueLabel.isEmpty ? "values" : facts.valueLabel.prefix(1).lowercased() + facts.valueLabel.dropFirst()
        let range = "\(label) \(NumberText.brief(facts.low)) to \(NumberText.brief(facts.high))"
        let names = zip(facts.captions, facts.notes).map { caption, note in
            [caption, note].filter { !$0.isEmpty }.joined(separator: ", ")
        }.filter { !$0.isEmpty && Int($0) == nil }
        guard !names.isEmpty else { return "\(what), \(range)" }
        return "\(what), \(range): \(names.prefix(12).joined(separator: "; "))\(names.count > 12 ? "; …" : "")"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        guard !pictures.isEmpty else { return }
        let page = TilePage(captions: facts.captions, notes: facts.notes, shape: facts.shape, in: frame.rect, style: style)
        let table = facts.map.colours(on: style.theme).map { 0xFF00_0000 | $0.hex }
        for (index, picture) in pictures.enumerated() {
            let rect = canvas.snapped(page.rect(index))
            guard rect.isDrawable else { continue }
            if let picture {
                draw(picture, in: rect, on: canvas, table)
            } else {
                canvas.fill(rect, style.theme.grid)
            }
            page.write(index, below: rect, on: canvas)
        }
    }

    private func draw(_ picture: Tensor, in rect: Rect, on canvas: Canvas, _ table: [UInt32]) {
        let (rows, columns) = (picture.shape[0], picture.shape[1])
        let size = (
            width: Int((rect.width * canvas.sampling).rounded()), height: Int((rect.height * canvas.sampling).rounded())
        )
        guard size.width > 0, size.height > 0 else { return }
        let scale: Float = facts.high > facts.low ? 255 / Float(facts.high - facts.low) : 0
        let low = Float(facts.low)
        func word(_ level: Float) -> UInt32 { level.isNaN ? 0 : table[Int(min(max(level + 0.5, 0), 255))] }
        let levels = picture.withFloats { floats in
            floats.map { $0.isNaN ? .nan : scale == 0 ? 127.5 : min(max(($0 - low) * scale, 0), 255) }
        }
        // Few cells are drawn as they are: between two signs a mixed edge would show a zero that is not there.
        if size.width >= 4 * columns, size.height >= 4 * rows {
            let order = facts.firstRowOnTop ? Array(0..<rows) : Array((0..<rows).reversed())
            let words = order.flatMap { row in levels[row * columns..<(row + 1) * columns].map(word) }
            canvas.picture(words, width: columns, height: rows, in: rect)
            return
        }
        let upwards = (0...rows).map { Double($0) / Double(rows) }
        let pixels = levels.withUnsafeBufferPointer {
            resampled(
                $0, columns: columns,
                across: Resampling(bounds: (0...columns).map { Double($0) / Double(columns) }, pixels: size.width),
                down: Resampling(bounds: facts.firstRowOnTop ? upwards : upwards.map { 1 - $0 }, pixels: size.height))
        }
        let words = pixels.map(word)
        canvas.picture(words, width: size.width, height: size.height, in: rect)
    }
}

/// What the author of a page of tiles may say.
struct TileOptions {
    var range: ClosedRange<Double>?
    var map: ColourMap
    var valueLabel: String
    var shape: Double
    var firstRowOnTop: Bool
}

extension Figure {
    /// Small pictures in one scale of colours, row by row; `shape` is a picture's width over its height.
    ///
    /// Without `range` the colours span the values, about zero for a diverging map. Throws `UnplottableData`.
    public static func tiles(
        title: String, subtitle: String = "", _ tiles: [Tile], map: ColourMap = .ember,
        range: ClosedRange<Double>? = nil, valueLabel: String = "", shape: Double = 1, firstRowOnTop: Bool = true
    ) throws -> Figure {
        guard tiles.count <= Tiles.most else {
            throw UnplottableData(
                "page of tiles", expected: "up to \(Tiles.most) pictures", found: "\(tiles.count) pictures")
        }
        for case let values? in tiles.map(\.values) where values.rank != 2 {
            throw UnplottableData("page of tiles", expected: "rows x columns in each", found: values)
        }
        let options = TileOptions(
            range: range, map: map, valueLabel: valueLabel, shape: shape, firstRowOnTop: firstRowOnTop)
        return Figure(title: title, subtitle: subtitle, plot: Tiles(tiles, options: options))
    }
}
