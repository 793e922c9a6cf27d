import Datasets
import Language
import Sound
import Tensors

/// The name of a kind of thing on the stage.
struct StageKindName: ParameterValue {
    let name: String

    static let kind = OptionKind.word(StageKinds.names)
    static let expectation = "one of " + StageKinds.names.joined(separator: ", ")
    init?(_ scalar: Scalar) {
        guard case .word(let word) = scalar, StageKinds.names.contains(word) else { return nil }
        name = word
    }
    var scalar: Scalar { .word(name) }
    var limit: Never? { nil }
    static func spell(_ limit: Never) -> String {}
}

private let clips = Parameter<Int>("clips", default: 40, in: 1...100_000, "How many clips of each kind")
private let seed = Parameter<Int>(
    "seed", default: 1, in: 0...Int(Int32.max), "Another seed, another world; the same seed, the same bits")
private let kinds = Parameter<[StageKindName]>("kinds", "Which kinds; all when absent")
private let length = Parameter<Seconds>("length", default: 2, in: 0.1...60, "How long each clip lasts")
private let rate = Parameter<Hertz>("rate", default: 22_050, in: 8000...192_000, "Samples a second, a whole number")

extension Verb {
    static let stage = Verb(
        Signature(
            "stage", family: "Data", "Make a data set of labelled sounds",
            details: """
                Synthesised sounds of twelve kinds (\(StageKinds.names.joined(separator: ", "))), each by a model of \
                how such a thing sounds, heard in open air or in a room, near or far, before background noise (8 to 30 dB \
                below), through a recorder's colour, sometimes with another kind in the distance. What tells kinds apart is how \
                they move in time, more than their average spectrum. The clips are mono WAV files of 16 bits under .foley/stage. \
                Clip n of a kind depends on seed, length, rate and n alone: more clips, or fewer kinds, leave it as it is. \
                Columns: seed, snr (dB), room (open, small, medium, large), other (the kind in the distance).
                """,
            options: [clips, seed, kinds, length, rate], gives: DatasetValue.type,
            examples: [
                .init("world = stage clips: 2, length: 500 ms", gives: "24 clips · 12 classes · 12.0 s"),
                .init(
                    "pets = stage clips: 3, kinds: [bird, dog], seed: 7, length: 500 ms",
                    gives: "6 clips · 2 classes · 3.0 s"),
            ], version: Stage.version)
    ) { call in
        let names = try call.given(kinds)?.map(\.name) ?? StageKinds.names
        guard !names.isEmpty else { throw UnfitOption(verb: "stage", key: kinds.key, objection: "names no kind") }
        let rate = try call(rate).value
        guard rate == rate.rounded() else {
            throw UnfitOption(verb: "stage", key: "rate", objection: "must be a whole number of hertz")
        }
        let stage = try Stage(seed: call(seed), seconds: call(length).value, rate: rate)
        try call.context.places.guardStage(stage, names)
        return DatasetValue(
            try stage.table(
                kinds: names, clips: call(clips), in: call.context.places.project.root, parallel: call.context.parallel))
    }
}

extension Places {
    /// Makes sure that no symbolic link leads the stage's files out of the project; throws `OutsideProject`.
    fileprivate func guardStage(_ stage: Stage, _ kinds: [String]) throws {
        for kind in kinds { _ = try project.locate(stage.folder + "/" + kind) }
    }
}

extension Arguments {
    /// Makes again what is missing or altered of a data set that the stage made; nothing to do for any other. Whoever reads
    /// clips calls this first.
    ///
    /// - Throws: `StageChanged`, `OutsideProject`, `FileFault`.
    func restoreStage(_ table: ClipTable) throws {
        guard let stage = table.stage else { return }
        let places = context.places
        try places.guardStage(stage, table.classes)
        try Stage.restore(table, in: places.project.root, parallel: context.parallel) { paths in
            try shelf.digests(ofFiles: paths).map(\.description)
        }
    }
}
