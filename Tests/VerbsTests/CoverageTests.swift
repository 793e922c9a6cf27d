import Foundation
import Session
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// What a part says of itself, and what is said where a selection lies beside it.
@Suite struct CoverageTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    private func said(_ source: String) throws -> String { try laboratory.said(source) }

    private let mel = "mel = melspec (tone 440 Hz, length: 5 s), bands: 40, hop: 441 samples\n"

    @Test func aPartOfASpectrogramSaysItsOwnLength() throws {
        #expect(try said(mel + "mel[1 s .. 2.5 s]") == "40 mel x 150 frames · 1.5 s · -80..0 dB")
        #expect(try said(mel + "p = mel[1 s .. 2.5 s]\np.duration") == "1.5 s")
        #expect(try said(mel + "p = mel[1 s .. 2.5 s, 0 Hz .. 1 kHz]\np.duration") == "1.5 s")
        #expect(try said(mel + "p = mel[1 .. 40, 101 .. 200]\np.duration") == "1 s")
        #expect(try said(mel + "p = mel[0 Hz .. 1 kHz]\np.duration") == "5 s")
        let series = "m = melspec (tone 440 Hz, length: 2 s), bands: each [20, 40]\n"
        #expect(try said(series + "p = m[1 s .. 1.5 s]\np.duration") == "duration by bands: 500 ms, 500 ms")
        #expect(
            try said("c = mfcc (tone 440 Hz, length: 5 s), count: 13\nc[4 s .. 5 s]").hasPrefix(
                "13 coefficients x 86 frames · 1.0 s"))
        #expect(try said("s = stft (tone 440 Hz, length: 5 s)\np = s[1 s .. 3 s]\nq = p[2 s .. 2.5 s]\nq.duration") == "500 ms")
    }

    @Test func whatAPartCoversIsKept() throws {
        let part = try #require(try laboratory.value(of: mel + "mel[1 s .. 2.5 s]") as? SpectrogramValue)
        let again = try SpectrogramValue(payload: part.payload())
        #expect(again.spectrogram.start == 1 && again.spectrogram.duration == 1.5)
        let whole = try #require(try laboratory.value(of: mel) as? SpectrogramValue)
        #expect(try !whole.payload().facts.contains("start"))
    }

    @Test func aSelectionBesideAPartSaysWhatItCovers() throws {
        let beside = "the selection 3..4 s leaves the time axis, which is"
        #expect(try said(mel + "p = mel[1 s .. 2 s]\np[3 s .. 4 s]") == "\(beside) 1..2 s")
        #expect(try said(mel + "p = mel[1 s .. 2 s]\np[0.5 s .. 1.5 s]").hasSuffix("which is 1..2 s"))
        #expect(try said("c = mfcc (tone 440 Hz, length: 5 s)\np = c[1 s .. 2 s]\np[3 s .. 4 s]") == "\(beside) 1..2 s")
        #expect(try said("t = tone 440 Hz, length: 5 s\np = t[1 s .. 2 s]\np[3 s .. 4 s]") == "\(beside) 0..1 s")
        #expect(try said(mel + "v = mel.values\np = v[1 s .. 2 s]\np[3 s .. 4 s]") == "\(beside) 1..2 s")
        // The last of 501 frames stands for ten milliseconds more.
        #expect(try said(mel + "v = mel.values\nv[4 s .. 5.5 s]").hasSuffix("which is 0..5.01 s"))
        let frames = "f = frames [(plot (tone 440 Hz)), (plot (tone 880 Hz)), (plot (tone 220 Hz))], size: 16 px\n"
        #expect(
            try said(frames + "p = f[1 s .. 3 s]\np[0 s .. 0.5 s]").hasSuffix("0..0.5 s leaves the time axis, which is 1..3 s"))
        #expect(try said(frames + "p = f[1 s .. 3 s]\np[3 s .. 4 s]") == "\(beside) 1..3 s")
        #expect(try said(frames + "p = f[2]\np[3 s .. 4 s]") == "\(beside.dropLast(2))has one point, 1 s")
        #expect(try said(frames + "v = f.values\np = v[1 s .. 3 s]\np[3 s .. 4 s]") == "\(beside) 1..3 s")
        let pictures =
            "frames [(plot (tone 440 Hz)), (plot (tone 880 Hz)), (plot (tone 220 Hz)), (plot (tone 110 Hz))], size: 16 px"
        let movie = "export (\(pictures)) to \"a.mp4\"\nm = load \"a.mp4\"\n"
        #expect(try said(movie + "p = m[1 s .. 2 s]\np[3 s .. 4 s]") == "the movie has no part 3..4 s")
        #expect(try laboratory.wayOut(of: movie + "p = m[1 s .. 2 s]\np[3 s .. 4 s]") == "it goes from 1 s to 2 s")
    }

    @Test func onlyWhatIsAnotherHasAnotherVersion() throws {
        func version(_ slice: String, of value: String = "melspec (tone 440 Hz)") throws -> Int {
            try laboratory.recipe(of: "x = \(value)\nx[\(slice)]").version
        }
        #expect(try version("100 ms .. 200 ms") == 2)
        #expect(try version("100 ms .. 200 ms, 0 Hz .. 1 kHz") == 2)
        #expect(try version("1 .. 10, 1 .. 10") == 2)
        #expect(try version("0 Hz .. 1 kHz") == 1)
        #expect(try version("1 .. 10") == 1)
        #expect(try version("100 ms .. 200 ms", of: "tone 440 Hz") == 1)
        #expect(try version("1 .. 10", of: "stage clips: 20, kinds: [bell, rain]") == 1)
    }

    @Test func aSliceOfTheFormerVersionIsNotMadeAnew() throws {
        let now = try laboratory.recipe(of: "x = melspec (tone 440 Hz)\nx[100 ms .. 200 ms]")
        let former = Recipe(
            verb: now.verb, version: 1, operands: now.operands, options: now.options.map { ($0.key, $0.value) })
        let failure = #expect(throws: Evaluator.Failure.self) { try laboratory.evaluator.kept(former) }
        #expect(failure?.fault is VerbHasChanged)
    }
}
