import Tensors

/// A matrix in grey under what counts in it, in orange: the parts of a spectrogram that a network's answer hangs on.
struct Saliency: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var ground: Heatmap.Facts
        var most: Double
        var weightLabel: String
    }

    static let kind = "saliency"
    private let ground: Heatmap
    /// (row, column), spread over the whole matrix, the first row where the matrix has its own.
    private let weights: Tensor
    private let most: Double
    private let weightLabel: String

    var facts: Facts { Facts(ground: ground.facts, most: most, weightLabel: weightLabel) }
    var tensors: [(name: String, tensor: Tensor)] { ground.tensors + [("weights", weights)] }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard let weights = tensors["weights"], weights.rank == 2, weights.count > 0, facts.most.isFinite else {
            throw FigureDamaged("a saliency without its weights")
        }
        ground = try Heatmap(facts: facts.ground, tensors: tensors)
        self.weights = weights
        most = facts.most
        weightLabel = facts.weightLabel
    }

    init(_ ground: Heatmap, weights: Tensor, label: String, most: Double? = nil) {
        self.ground = ground
        self.weights = weights
        self.most = most ?? mostWeight(of: [weights])
        weightLabel = label
    }

    var x: Ruler { ground.x }
    var lanes: [Ruler] { ground.lanes }
    var aspect: Double? { ground.aspect }
    var note: String? { ground.note }
    var colourKey: ColourKey? { note == nil ? weightKey(weightLabel, most: most) : nil }
    var phrase: String {
        ground.phrase
            + ", in grey under \(weights.shape[0]) x \(weights.shape[1]) weights up to \(NumberText.brief(most)), in orange"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        ground.draw(lane: lane, in: frame, on: canvas, style: style, weights: (weights, most))
    }
}

extension Figure {
    /// `values` (row, column) in grey, as a heat map draws them, under `weights` (row, column) of 0 and more that are spread
    /// over all of it; the one that glows most is the greatest, or `most`. Throws `UnplottableData`.
    public static func saliency(
        title: String, subtitle: String = "", values: Tensor, weights: Tensor, xLabel: String? = nil, yLabel: String? = nil,
        yScale: Scale = .linear, weightLabel: String = "Weight", most: Double? = nil, firstRowOnTop: Bool = false
    ) throws -> Figure {
        guard values.rank == 2 else { throw UnplottableData("saliency", expected: "rows x columns", found: values) }
        guard weights.rank == 2, weights.count > 0 else {
            throw UnplottableData("saliency", expected: "weights in rows x columns", found: weights)
        }
        let options = HeatmapOptions(
            xLabel: xLabel, xRange: nil, yLabel: yLabel, yScale: yScale, valueLabel: "", range: nil, map: .grey,
            firstRowOnTop: firstRowOnTop, isAnnotated: false, isSquare: false)
        return Figure(
            title: title, subtitle: subtitle,
            plot: Saliency(Heatmap(values, options: options), weights: weights, label: weightLabel, most: most))
    }
}
