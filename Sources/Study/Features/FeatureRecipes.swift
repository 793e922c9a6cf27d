import Datasets
import Language
import Session
import Tensors
public import Workplace

extension RecipeVerb {
    /// Under it lies where the features of one piece of a clip are.
    public static let features = RecipeVerb(name: "features", version: 2)
    /// Under it lie the features of many pieces, in one object.
    public static let featuresBlock = RecipeVerb(name: "features-block", version: 1)
}

/// Part of a clip whose features are kept as one tensor: all of its examples, unless there are very many.
struct FeaturePiece: Sendable {
    let clip: Clip
    /// The clip's index in its table.
    let index: Int
    /// The numbers of its examples among those of the clip.
    let numbers: Range<Int>
    let key: Key
    private let digest: Key
    private let cut: Recipe

    /// How it came about: by what is in the clip's file, how it is heard and cut, and which part this is. Made when it
    /// is asked for: a table has many pieces.
    var recipe: Recipe { Self.recipe(of: clip, digest, cut, first: numbers.lowerBound) }

    /// The pieces of a clip, in order; none where its digest is not one. `cut` is how all clips are heard and cut.
    static func pieces(
        of index: Int, in table: ClipTable, _ frontEnd: FrontEnd, overlapping: Bool, cut: Recipe
    ) -> [FeaturePiece] {
        let clip = table.clips[index]
        guard let digest = Key(clip.digest) else { return [] }
        let count = frontEnd.segments(seconds: clip.seconds, overlapping: overlapping).count
        let most = FeatureBlock.examples(of: frontEnd)
        return stride(from: 0, to: count, by: most).map { first in
            FeaturePiece(
                clip: clip, index: index, numbers: first..<min(count, first + most),
                key: recipe(of: clip, digest, cut, first: first).key, digest: digest, cut: cut)
        }
    }

    private static func recipe(of clip: Clip, _ digest: Key, _ cut: Recipe, first: Int) -> Recipe {
        // Of movies gaps in the sound, mirrored pictures and such as have other than square pixels are taken as they are meant.
        Recipe(
            .features, operands: [("", [.file(path: clip.path, digest: digest)])],
            options: [
                ("by", .recipe(cut)), ("seconds", literal(clip.seconds, .time)), ("first", literal(Double(first + 1))),
            ] + (clip.start.map { [("start", literal($0, .time))] } ?? []))
    }
}

/// Pieces whose features lie in one object of the session, one tensor each, (segments, bands, frames).
struct FeatureBlock: Sendable {
    let pieces: [FeaturePiece]
    let recipe: Recipe

    init(pieces: [FeaturePiece]) {
        self.pieces = pieces
        recipe = Recipe(.featuresBlock, operands: [("", pieces.map { .recipe($0.recipe) })])
    }

    /// What is kept beside the tensors: the names of those of clips whose channels cancel each other.
    static func facts(cancelling: Set<String>) -> String {
        cancelling.isEmpty ? "{}" : JSON.object(["cancelling": .array(cancelling.sorted().map { .string($0) })]).text
    }

    /// Those names, as a stored block has them.
    ///
    /// - Throws: what is wrong with the facts.
    static func cancelling(in payload: Payload) throws -> Set<String> {
        let facts = try JSON(reading: payload.facts.utf8).object
        return Set((facts?["cancelling"]?.array ?? []).compactMap(\.string))
    }

    /// What the tensor of piece `index` is called.
    static func name(_ index: Int) -> String { "\(index + 1)" }

    private static let mostPieces = 256
    /// 64 MB of floats.
    private static let mostNumbers = 1 << 24

    /// The most examples that one object takes.
    static func examples(of frontEnd: FrontEnd) -> Int { max(1, mostNumbers / frontEnd.sense.input.reduce(1, *)) }

    /// The pieces in their order, cut where a block has 256 of them or 64 MB.
    static func cut(_ pieces: [FeaturePiece], _ frontEnd: FrontEnd) -> [[FeaturePiece]] {
        let most = examples(of: frontEnd)
        var blocks: [[FeaturePiece]] = []
        var (waiting, examples): ([FeaturePiece], Int) = ([], 0)
        for piece in pieces {
            if waiting.count == mostPieces || (!waiting.isEmpty && examples + piece.numbers.count > most) {
                blocks.append(waiting)
                (waiting, examples) = ([], 0)
            }
            waiting.append(piece)
            examples += piece.numbers.count
        }
        if !waiting.isEmpty { blocks.append(waiting) }
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
