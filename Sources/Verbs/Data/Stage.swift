import Datasets
import Language
import Programs
import Workplace

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
private let picture = Parameter<PixelCount>(
    "picture", in: 32...360, "Movies with pictures so high; sounds alone when absent")
private let width = Parameter<PixelCount>(
    "width", in: 32...640, "How wide the pictures are, up to twice as wide as high; as wide as high when absent")
private let pace = Parameter<Hertz>("pace", in: 2...30, "Pictures a second; 12 when absent")
private let dark = share("dark", "Movies with hardly any light")
private let hidden = share("hidden", "Movies in which a curtain hangs before everything")
private let masked = share("masked", "Movies whose sound drowns in noise")
private let silent = share("silent", "Movies without sound")
private let lies = share("lies", "Movies in which another kind is heard than the one seen and told of")
private let pairs = share("pairs", "Movies with a second thing, farther off, seen and heard")

private func share(_ key: String, _ help: String) -> Parameter<Fraction> {
    Parameter(key, in: 0...1, help + "; none when absent")
}

extension Verb {
    static let stage = Verb(
        Signature(
            "stage", family: "Data", "Make a data set of labelled sounds or movies",
            details: """
                Synthesised sounds of twelve kinds (\(StageKinds.names.joined(separator: ", "))), each by a model of \
                how such a thing sounds, heard in open air or in a room, near or far, before background noise (8 to 30 dB \
                below), through a recorder's colour, sometimes with another kind in the distance. What tells kinds apart is how \
                they move in time, more than their average spectrum. The clips are mono WAV files of 16 bits under .foley/stage. \
                Clip n of a kind depends on seed, length, rate and n alone: more clips, or fewer kinds, leave it as it is. \
                Columns: seed, snr (dB), room (open, small, medium, large), other (the kind in the distance).

                With 'picture: 64 px' they are movies (MP4): a thing of its kind, drawn, that moves as it sounds (the bell \
                swings, the dog opens its mouth, the hand of the clock leaps), in some size, colour and place, still, drifting \
                or crossing, before clutter; what is farther off is smaller and softer. Each has four captions. The rate of \
                the sound must be one that AAC knows. Clip n then depends on picture, width and pace too.

                Shares of the movies are made harder; one thing at most is done to a movie, so that what it is can still be \
                told, and all of it stands in columns: condition (clear, dark, hidden, masked, silent, lie), and by what it \
                concerns: picture (clear, dark, hidden), sound (clear, masked, missing), caption (true, lie), seen and heard \
                (a kind, or nothing). The class is always what stands on the stage and what the captions tell of. In a lie it \
                is what is seen; what is heard is another kind, so that ear and eye disagree, and a caption that says what \
                sounds is false: only 'heard' says what does. More columns: colour, place (left, middle, right), motion, \
                distance (0 near, 1 far).
                """,
            options: [
                clips, seed, kinds, length, rate, picture, width, pace, dark, hidden, masked, silent, lies, pairs,
            ], gives: DatasetValue.type,
            examples: [
                .init("world = stage clips: 2, length: 500 ms", gives: "24 clips · 12 classes · 12.0 s"),
                .init(
                    "pets = stage clips: 3, kinds: [bird, dog], seed: 7, length: 500 ms",
                    gives: "6 clips · 2 classes · 3.0 s"),
                .init(
                    "films = stage clips: 4, kinds: [bell, drum], length: 1 s, picture: 64 px, lies: 25 %",
                    gives: "8 clips · 2 classes · 32 captions · 8.0 s"),
            ],
            // Both versions begin at 1; what either changes is another result.
            version: Stage.version + Stage.Pictures.version - 1)
    ) { call in
        let names = try call.given(kinds)?.map(\.name) ?? StageKinds.names
        guard !names.isEmpty else { throw call.unfit(kinds, "names no kind") }
        let rate = try call(rate).value
        guard rate == rate.rounded() else {
            throw UnfitOption(verb: "stage", key: "rate", objection: "must be a whole number of hertz")
        }
        let stage = try Stage(seed: call(seed), seconds: call(length).value, rate: rate, pictures: call.pictures())
        try call.work.places.guardStage(stage, names)
        return DatasetValue(
            try stage.table(
                kinds: names, clips: call(clips), in: call.context.places.project.root, parallel: call.context.parallel,
                pool: call.context.movies))
    }
}

extension Arguments {
    /// What the stage's movies look like; nil where it makes sounds alone.
    ///
    /// - Throws: `UnfitOption`.
    fileprivate func pictures() throws -> Stage.Pictures? {
        let ofMovies: [any OptionDeclaration] = [width, pace, dark, hidden, masked, silent, lies, pairs]
        guard let height = try given(picture)?.count else {
            for option in ofMovies where choices.has(option) {
                throw unfit(option, "goes with movies: add 'picture: 64 px'")
            }
            return nil
        }
        let wide = try given(width)?.count ?? height
        guard (height...2 * height).contains(wide) else {
            throw unfit(width, "makes pictures of \(wide) x \(height) pixels; they are as wide as high, or up to twice as wide")
        }
        guard Stage.movieRates.contains(try self(rate).value) else {
            throw unfit(
                rate, "of movies is one of \(Stage.movieRates.map { Int($0).description }.joined(separator: ", ")) Hz")
        }
        var shares = Stage.Shares()
        for (option, share) in [
            (dark, \Stage.Shares.dark), (hidden, \.hidden), (masked, \.masked), (silent, \.silent), (lies, \.lies),
            (pairs, \.pairs),
        ] { shares[keyPath: share] = try given(option)?.value ?? 0 }
        guard shares.impaired <= 1 + 1e-9 else {
            throw unfit(lies, "and dark, hidden, masked and silent are more than all movies together")
        }
        return Stage.Pictures(width: wide, height: height, rate: try given(pace)?.value ?? 12, shares: shares)
    }
}
