import Tensors

/// A page of pictures in their own colours, with a caption below each: a film strip, a contact sheet.
struct Pictures: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var captions: [String]
        /// Which pictures have weights over them.
        var isWeighted: [Bool]
        /// The weight that glows most.
        var most: Double
        var weightLabel: String
        /// Width of a picture over its height.
        var shape: Double
    }

    static let kind = "pictures"
    static let limit = 256

    let facts: Facts
    private let stills: [Still]

    var tensors: [(name: String, tensor: Tensor)] {
        stills.enumerated().flatMap { index, still in
            [("picture\(index)", still.colours)] + (still.weights.map { [("weights\(index)", $0)] } ?? [])
        }
    }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard facts.captions.count == facts.isWeighted.count, facts.captions.count <= Self.limit, facts.shape >= 0.01,
            facts.shape <= 100, facts.most.isFinite
        else { throw FigureDamaged("pictures that do not fit together") }
        stills = try facts.captions.indices.map { index in
            let weights = tensors["weights\(index)"]
            guard facts.isWeighted[index] == (weights != nil),
                let still = Still(colours: tensors["picture\(index)"], weights: weights, caption: facts.captions[index])
            else { throw FigureDamaged("picture \(index + 1) without its pixels") }
            return still
        }
        self.facts = facts
    }

    init(_ stills: [Still], weightLabel: String, most: Double? = nil) {
        self.stills = stills
        let weights = stills.compactMap(\.weights)
        facts = Facts(
            captions: stills.map(\.caption), isWeighted: stills.map { $0.weights != nil }, most: most ?? mostWeight(of: weights),
            weightLabel: weightLabel, shape: stills.first?.shape ?? 1)
    }

    var x: Ruler { Ruler(label: "", from: 0, to: 1) }
    var lanes: [Ruler] { [x] }
    var hasAxes: Bool { false }
    var note: String? { stills.isEmpty ? "nothing to show" : nil }
    var colourKey: ColourKey? {
        facts.isWeighted.contains(true) ? weightKey(facts.weightLabel, most: facts.most) : nil
    }

    var phrase: String {
        let count = stills.count
        let size = stills.first.map { " of \($0.colours.shape[1]) x \($0.colours.shape[0]) pixels" } ?? ""
        let captions = facts.captions.filter { !$0.isEmpty }
        let first = captions.prefix(12).joined(separator: ", ") + (captions.count > 12 ? ", …" : "")
        let said = captions.isEmpty ? "" : ": " + first
        let over = facts.isWeighted.contains(true) ? ", in grey under what counts in them, in orange" : ""
        return "\(count) picture\(count == 1 ? "" : "s")\(size)\(over)\(said)"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        guard !stills.isEmpty else { return }
        let page = TilePage(
            captions: facts.captions, notes: facts.captions.map { _ in "" }, shape: facts.shape, in: frame.rect, style: style,
            isCentred: true)
        for (index, still) in stills.enumerated() {
            var rect = canvas.snapped(page.rect(index))
            guard rect.isDrawable else { continue }
            // One of another shape than the first keeps it, in as much of the room as it fills.
            if abs(still.shape / facts.shape - 1) > 0.01 {
                let width = min(rect.width, rect.height * still.shape)
                let height = width / still.shape
                rect = canvas.snapped(Rect(x: rect.x, y: rect.bottom - height, width: width, height: height))
            }
            still.draw(in: rect, on: canvas, style.theme, most: facts.most)
            page.write(index, below: rect, on: canvas)
        }
    }
}

/// The largest finite weight, at least 0.
func mostWeight(of weights: [Tensor]) -> Double {
    weights.reduce(0) { most, weights in weights.withFloats { max(most, Double($0.lazy.filter(\.isFinite).max() ?? 0)) } }
}

/// What the glow over a picture means.
func weightKey(_ label: String, most: Double) -> ColourKey {
    ColourKey(
        map: .glow, ruler: Ruler(label: label, from: 0, to: most > 0 ? most : 1), isClippedBelow: false, isClippedAbove: false)
}

extension Figure {
    /// Pictures row by row, in as many columns as make them largest; those with weights in grey, what counts in them in
    /// orange, all by one scale. Throws `UnplottableData`.
    public static func pictures(
        title: String, subtitle: String = "", _ stills: [Still], weightLabel: String = "Weight", most: Double? = nil
    ) throws -> Figure {
        guard stills.count <= Pictures.limit else {
            throw UnplottableData(
                "page of pictures", expected: "up to \(Pictures.limit) of them", found: "\(stills.count)")
        }
        for case let weights? in stills.map(\.weights) where weights.rank != 2 || weights.count == 0 {
            throw UnplottableData("picture", expected: "weights in rows x columns", found: weights)
        }
        return Figure(title: title, subtitle: subtitle, plot: Pictures(stills, weightLabel: weightLabel, most: most))
    }

    /// How many pictures among `counts` fill a page best, where `shape` is a picture's width over its height.
    public static func bestPictureCount(among counts: ClosedRange<Int>, shape: Double) -> Int {
        TilePage.bestCount(among: counts, shape: shape)
    }

    /// The maps of a convolution, (map, row, column), each a grey picture, or in two colours where some numbers lie below
    /// zero; one scale for all. Throws `UnplottableData`.
    public static func maps(
        title: String, subtitle: String = "", _ maps: Tensor, captions: [String]? = nil, valueLabel: String = "Activation"
    ) throws -> Figure {
        guard maps.rank == 3 else {
            throw UnplottableData("page of maps", expected: "maps x rows x columns", found: maps)
        }
        let (rows, columns) = (maps.shape[1], maps.shape[2])
        let tiles = (0..<maps.shape[0]).map { index in
            let map = maps.slice(axis: 0, index..<index + 1)
            let caption = captions.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            return Tile(Tensor([rows, columns], storage: map.storage), caption: caption ?? "\(index + 1)")
        }
        let isSigned = maps.withFloats { $0.contains { $0 < 0 } }
        return try .tiles(
            title: title, subtitle: subtitle, tiles, map: isSigned ? .balance : .grey, valueLabel: valueLabel,
            shape: rows > 0 && columns > 0 ? Double(columns) / Double(rows) : 1)
    }
}
