import Datasets
import Language
import Networks
import Session
import Tensors

/// Part of a clip whose features are kept as one tensor: all of its examples, unless there are very many.
struct FeaturePiece: Sendable {
    let clip: Clip
    /// The numbers of its examples among those of the clip.
    let numbers: Range<Int>
    let recipe: Recipe

    var key: Key { recipe.key }

    /// The pieces of a clip, in order; none where its digest is not one.
    static func pieces(of clip: Clip, _ frontEnd: FrontEnd, overlapping: Bool) -> [FeaturePiece] {
        guard let digest = Key(clip.digest) else { return [] }
        let count = frontEnd.segments(seconds: clip.seconds, overlapping: overlapping).count
        let most = FeatureBlock.examples(of: frontEnd)
        return stride(from: 0, to: count, by: most).map { first in
            let recipe = Recipe(
                verb: "features", version: 1, operands: [("", [.file(path: clip.path, digest: digest)])],
                options: options(of: frontEnd) + [
                    ("seconds", literal(clip.seconds, .time)),
                    ("overlap", .literal(Scalar.flag(overlapping).description)), ("first", literal(Double(first + 1))),
                ])
            return FeaturePiece(clip: clip, numbers: first..<min(count, first + most), recipe: recipe)
        }
    }

    /// All that features depend on: features are kept before standardisation.
    private static func options(of frontEnd: FrontEnd) -> [(key: String, value: Recipe.Ingredient)] {
        [
            ("rate", literal(frontEnd.rate, .frequency)), ("length", literal(frontEnd.length, .time)),
            ("bands", literal(Double(frontEnd.bands))), ("window", literal(Double(frontEnd.window), .samples)),
            ("hop", literal(Double(frontEnd.hop), .samples)), ("low", literal(frontEnd.minimum, .frequency)),
            ("high", literal(frontEnd.maximum, .frequency)), ("formula", .literal(frontEnd.scale.rawValue)),
            ("norm", .literal(frontEnd.norm.rawValue)),
        ]
    }

    private static func literal(_ value: Double, _ dimension: Dimension = .none) -> Recipe.Ingredient {
        .literal(Scalar.quantity(Quantity(value, dimension)).description)
    }
}

/// Pieces whose features lie in one object of the session, one tensor each, (segments, bands, frames).
struct FeatureBlock: Sendable {
    let pieces: [FeaturePiece]

    var recipe: Recipe {
        Recipe(
            verb: "features-block", version: 1, operands: [("", pieces.map { .recipe($0.recipe) })], options: [])
    }

    /// What the tensor of piece `index` is called.
    static func name(_ index: Int) -> String { "\(index + 1)" }

    private static let mostPieces = 256
    /// 64 MB of floats.
    private static let mostNumbers = 1 << 24

    /// The most examples that one object takes.
    static func examples(of frontEnd: FrontEnd) -> Int { max(1, mostNumbers / (frontEnd.bands * frontEnd.frames)) }

    /// The pieces in their order, cut where a block has 256 of them or 64 MB.
    static func blocks(of pieces: [FeaturePiece], _ frontEnd: FrontEnd) -> [FeatureBlock] {
        let most = examples(of: frontEnd)
        var blocks: [FeatureBlock] = []
        var (waiting, examples): ([FeaturePiece], Int) = ([], 0)
        for piece in pieces {
            if waiting.count == mostPieces || (!waiting.isEmpty && examples + piece.numbers.count > most) {
                blocks.append(FeatureBlock(pieces: waiting))
                (waiting, examples) = ([], 0)
            }
            waiting.append(piece)
            examples += piece.numbers.count
        }
        if !waiting.isEmpty { blocks.append(FeatureBlock(pieces: waiting)) }
        return blocks
    }
}

/// Where a piece's features lie: what the session keeps under the piece's own recipe.
struct FeaturePlace {
    let block: Key
    let name: String

    init(block: Key, name: String) {
        self.block = block
        self.name = name
    }

    var payload: Payload {
        let facts = JSON.object(["block": .string(block.description), "name": .string(name)])
        return Payload(type: "features", line: "features in \(block.short)", facts: facts.text)
    }

    /// nil where the payload is of another kind, which counts as nothing found.
    init?(_ payload: Payload) {
        guard payload.type == "features", let facts = try? JSON(reading: payload.facts.utf8).object,
            let block = facts["block"]?.string.flatMap(Key.init), let name = facts["name"]?.string
        else { return nil }
        self.init(block: block, name: name)
    }
}
