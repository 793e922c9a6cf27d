import Datasets
import Dispatch
import Media
import Networks
import Picture
import Session
public import Tensors
import Workplace

/// A clip that gave no example, and why.
public struct LeftOutClip: Sendable, Equatable {
    var path: String
    var reason: String
    /// The word of the sense that it has nothing for, where that is why.
    var lack: String?

    init(path: String, reason: String, lack: String? = nil) {
        self.path = path
        self.reason = reason
        self.lack = lack
    }

    var asUnreadable: ClipTable.Unreadable { .init(path: path, reason: reason) }
}

/// What became of the clips of a table.
struct GatheredExamples: Sendable {
    var examples: Examples
    /// In the order of the table.
    var unreadable: [LeftOutClip]
    /// Those among them whose file is gone or is no longer the one that the table knows. A file that cannot be decoded
    /// is part of the data set; one that has changed is not, and what is made without it may not be kept as if it were
    /// made from the table.
    var changed: [String]
    /// The paths of clips whose channels cancel each other: what is heard of them is silence.
    var cancelling: [String] = []
}

/// Turns clips into features: found in the session, or computed and kept there.
///
/// Features are found by what is in a file, so clips that are known need not be there any more. What is missing is
/// computed in blocks, each one object in the session; a pass that is interrupted keeps the blocks it has finished.
/// Memory holds one block at a time, and examples lie in mapped files, however many there are.
struct FeaturePass: Sendable {
    let places: Places
    let shelf: Shelf
    let parallel: Parallel
    let movies: MediaPool
    let note: @Sendable (String) -> Void
    /// Makes files again that a data set can make; asked about clips whose file is missing or is not the one known.
    var restore: @Sendable (ClipTable) throws -> Void = { _ in }

    /// The examples of all clips that can be read, before standardisation. Throws `NoExamples` where none can.
    func examples(
        of table: ClipTable, _ frontEnd: FrontEnd, overlapping: Bool = false
    ) throws -> GatheredExamples {
        let perceiver = try frontEnd.sense.perceiver(movies)
        let cut = frontEnd.sense.cut(overlapping: overlapping)
        let pieces = try Parallel(threads: parallel.threads).map(table.clips.count) {
            FeaturePiece.pieces(of: $0, in: table, frontEnd, overlapping: overlapping, cut: cut)
        }
        warn(table, frontEnd)
        var known: Set<Key> = []
        let distinct = pieces.joined().filter { known.insert($0.key).inserted }
        var pass = Pass(table: table)
        try find(distinct, frontEnd, &pass)
        let missing = distinct.filter { pass.features[$0.key] == nil }
        var done = 0
        for block in FeatureBlock.cut(missing, frontEnd) {
            try compute(
                FeatureBlock(pieces: block), frontEnd, perceiver, overlapping, parallel.following(done, of: missing.count), &pass)
            done += block.count
        }
        return try assembled(table, pieces, frontEnd, overlapping, pass)
    }

    /// Features and failures by the keys of pieces.
    private struct Pass {
        let table: ClipTable
        var features: [Key: Tensor] = [:]
        var failures: [Key: Failure] = [:]
        /// Pieces of clips whose channels cancel each other.
        var cancelling: Set<Key> = []
    }

    private struct Failure: Error {
        let reason: String
        var lack: String?
        /// Whether the file is not the one that the table knows.
        var isChange = false
    }

    /// What the session has, each object opened once; what does not fit or is damaged counts as missing.
    private func find(_ pieces: [FeaturePiece], _ frontEnd: FrontEnd, _ pass: inout Pass) throws {
        let payloads = try shelf.payloads(pieces.map(\.key), parallel: Parallel(threads: parallel.threads))
        var wanted: [Key: [(name: String, piece: FeaturePiece)]] = [:]
        for (piece, payload) in zip(pieces, payloads) {
            guard let place = payload.flatMap(FeaturePlace.init) else { continue }
            wanted[place.block, default: []].append((place.name, piece))
        }
        let blocks = wanted.keys.sorted()
        let opened = try Parallel(threads: parallel.threads).map(blocks.count) { try shelf.payload(blocks[$0]) }
        for (block, payload) in zip(blocks, opened) {
            guard let payload else { continue }
            let cancelling = try FeatureBlock.cancelling(in: payload)
            let tensors = Dictionary(payload.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
            for (name, piece) in wanted[block]! {
                guard let tensor = tensors[name], fits(tensor, piece, frontEnd) else { continue }
                pass.features[piece.key] = tensor
                if cancelling.contains(name) { pass.cancelling.insert(piece.key) }
            }
        }
    }

    private func fits(_ tensor: Tensor, _ piece: FeaturePiece, _ frontEnd: FrontEnd) -> Bool {
        tensor.shape == [piece.numbers.count, frontEnd.grid.rows, frontEnd.grid.columns]
    }

    /// Computes a block and keeps it: first the object, then, in one, where each piece lies in it.
    private func compute(
        _ block: FeatureBlock, _ frontEnd: FrontEnd, _ perceiver: any Perceiver, _ overlapping: Bool, _ parallel: Parallel,
        _ pass: inout Pass
    ) throws {
        // A pass that was killed between the two may have left the object.
        if let (features, cancelling) = try opened(block, frontEnd) {
            try enter(block, features: features, cancelling, seconds: 0, &pass)
            return
        }
        let begin = DispatchTime.now().uptimeNanoseconds
        let clips = block.pieces.map(\.clip)
        var before = try digests(of: clips)
        let lost = block.pieces.indices.filter { if case .failure = check(before[$0], of: clips[$0]) { true } else { false } }
        if !lost.isEmpty {
            try restore(pass.table.selecting(lost.map { block.pieces[$0].index }))
            for (index, digest) in zip(lost, try digests(of: lost.map { clips[$0] })) { before[index] = digest }
        }
        let heard = try parallel.map(block.pieces.count) { index in
            try attempt(block.pieces[index], digest: before[index], perceiver, overlapping)
        }
        // A file that was written to while it was read has no digest that says what was read.
        let after = try digests(of: clips)
        var (whole, features): ([FeaturePiece], [Tensor]) = ([], [])
        var cancelling: Set<String> = []
        for (index, piece) in block.pieces.enumerated() {
            let result = heard[index].flatMap { heard in check(after[index], of: piece.clip).map { heard } }
            switch result {
            case .success(let heard):
                if heard.cancels { cancelling.insert(FeatureBlock.name(whole.count)) }
                whole.append(piece)
                features.append(heard.features)
            case .failure(let failure): pass.failures[piece.key] = failure
            }
        }
        guard !whole.isEmpty else { return }
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e9
        let kept = FeatureBlock(pieces: whole)
        let tensors = features.enumerated().map { (name: FeatureBlock.name($0), tensor: $1) }
        let line = "features of \(whole.count) clip\(whole.count == 1 ? "" : "s")"
        let facts = FeatureBlock.facts(cancelling: cancelling)
        try shelf.put(Payload(type: "features", line: line, facts: facts, tensors: tensors), kept.recipe, seconds: seconds)
        // From here on the features are those in the file: memory lets go of what was computed.
        let stored = try opened(kept, frontEnd)?.features ?? features
        try enter(kept, features: stored, cancelling, seconds: seconds, &pass)
    }

    /// The features of a block that the session holds whole, and the names of pieces whose channels cancel each other.
    private func opened(
        _ block: FeatureBlock, _ frontEnd: FrontEnd
    ) throws -> (features: [Tensor], cancelling: Set<String>)? {
        guard let payload = try shelf.payload(block.recipe) else { return nil }
        let tensors = Dictionary(payload.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        let features = block.pieces.indices.compactMap { tensors[FeatureBlock.name($0)] }
        guard features.count == block.pieces.count,
            zip(features, block.pieces).allSatisfy({ fits($0, $1, frontEnd) })
        else { return nil }
        return (features, try FeatureBlock.cancelling(in: payload))
    }

    private func enter(
        _ block: FeatureBlock, features: [Tensor], _ cancelling: Set<String>, seconds: Double, _ pass: inout Pass
    ) throws {
        let key = block.recipe.key
        // An older entry may name an object that is gone.
        try shelf.forget(block.pieces.map(\.key))
        try shelf.put(
            block.pieces.enumerated().map {
                (payload: FeaturePlace(block: key, name: FeatureBlock.name($0)).payload, recipe: $1.recipe)
            }, seconds: seconds / Double(block.pieces.count))
        for (index, piece) in block.pieces.enumerated() {
            pass.features[piece.key] = features[index]
            if cancelling.contains(FeatureBlock.name(index)) { pass.cancelling.insert(piece.key) }
        }
    }

    /// One clip's features, or why there are none: nothing that one file does stops the others.
    private func attempt(
        _ piece: FeaturePiece, digest: Result<Key, Failure>, _ perceiver: any Perceiver, _ overlapping: Bool
    ) throws -> Result<(features: Tensor, cancels: Bool), Failure> {
        if case .failure(let failure) = check(digest, of: piece.clip) { return .failure(failure) }
        do {
            return .success(
                try perceiver.examples(
                    of: piece.clip, at: places.source(piece.clip.path), overlapping: overlapping, numbers: piece.numbers))
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch let fault as MediaFault where fault.isOfHelper {
            throw fault
        } catch let fault as any Fault {
            return .failure(Failure(reason: fault.cause, lack: lack(of: fault)))
        }
    }

    private func check(_ digest: Result<Key, Failure>, of clip: Clip) -> Result<Void, Failure> {
        digest.flatMap { found in
            found.description == clip.digest
                ? .success(())
                : .failure(Failure(reason: "'\(clip.path)' has changed since the data set was read", isChange: true))
        }
    }

    /// What is in each clip's file now.
    private func digests(of clips: [Clip]) throws -> [Result<Key, Failure>] {
        let paths = clips.map { places.source($0.path) }
        do { return try shelf.digests(ofFiles: paths).map { .success($0) } } catch {
            guard error is FileFault || error is ChangingFile else { throw error }
        }
        // One of them cannot be read: which?
        return try zip(clips, paths).map { clip, path in
            do { return .success(try shelf.digests(ofFiles: [path])[0]) } catch let fault as FileFault {
                return .failure(
                    Failure(reason: UnreadableFile(path: clip.path, code: fault.code).cause, isChange: true))
            } catch is ChangingFile {
                return .failure(Failure(reason: "'\(clip.path)' keeps changing while it is read", isChange: true))
            }
        }
    }

    private func assembled(
        _ table: ClipTable, _ pieces: [[FeaturePiece]], _ frontEnd: FrontEnd, _ overlapping: Bool, _ pass: Pass
    ) throws -> GatheredExamples {
        var result = GatheredExamples(
            examples: frontEnd.examples, unreadable: [], changed: [])
        for (index, clip) in table.clips.enumerated() {
            let failures = pieces[index].compactMap { pass.failures[$0.key] }
            if let failure = failures.first ?? (pieces[index].isEmpty ? Failure(reason: "'\(clip.path)' has no digest") : nil) {
                result.unreadable.append(.init(path: clip.path, reason: failure.reason, lack: failure.lack))
                if failure.isChange { result.changed.append(clip.path) }
                continue
            }
            if pieces[index].contains(where: { pass.cancelling.contains($0.key) }) { result.cancelling.append(clip.path) }
            let starts = frontEnd.segments(seconds: clip.seconds, overlapping: overlapping).map(\.lowerBound)
            for piece in pieces[index] {
                result.examples.append(
                    pass.features[piece.key]!, clip: index, label: clip.label, labels: clip.labels,
                    starts: Array(starts[piece.numbers]), length: frontEnd.steps(seconds: clip.seconds))
            }
        }
        // Files that have changed are the reader's to speak of.
        guard result.examples.count > 0 || !result.changed.isEmpty else {
            throw NoExamples(clips: table.clips.count, first: result.unreadable.first)
        }
        return result
    }

    /// Says once where clips were recorded at a rate whose half lies well below the highest band.
    private func warn(_ table: ClipTable, _ frontEnd: FrontEnd) {
        guard let frontEnd = frontEnd.sense.heard else { return }
        let low = table.clips.filter { $0.channels > 0 && $0.rate / 2 < 0.75 * frontEnd.maximum }
        guard let lowest = low.map(\.rate).min() else { return }
        let clips = table.clips.count == 1 ? "the clip has" : "\(low.count) of \(table.clips.count) clips have"
        note(
            "\(clips) as little as \(lowest.spelled) samples a second: above \((lowest / 2).spelled) Hz there is "
                + "nothing to hear, while the bands reach up to \(frontEnd.maximum.spelled) Hz")
    }
}

/// Clips none of which gives an example.
public struct NoExamples: Fault, Equatable {
    var clips: Int
    /// The first of them, and why.
    var first: LeftOutClip?

    public init(clips: Int, first: LeftOutClip? = nil) {
        self.clips = clips
        self.first = first
    }

    public var cause: String {
        clips == 0
            ? "the data set has no clips" : "not one of \(clips) clips can be read" + (first.map { ": \($0.reason)" } ?? "")
    }
    public var remedy: String? { clips == 0 ? "choose a part that has some" : "check where the data set's files are" }
}
