import Foundation
import Session
import Sound
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// What a file cannot hold of a sound, said beside the result.
@Suite struct ClippingTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    /// A tone twice as loud as can be, in a movie that holds it as it is.
    private let movie = """
        loud = tone 440 Hz, length: 200 ms, level: 0 dB | gain by 6 dB
        export loud to "loud.wav", bits: float
        sound = load "loud.wav"

        """

    @Test func exportOfASoundSaysHowMuchWasClipped() throws {
        let count = try #require(try laboratory.value(of: movie) as? SoundValue).signal.samplesBeyondFullScale
        #expect(count > 5000)
        #expect(
            try laboratory.notes(of: movie + "export sound to \"a.wav\"") == [
                "\(count) samples of a.wav lie beyond full scale and were clipped"
            ])
        #expect(try laboratory.notes(of: movie + "export sound to \"b.wav\", bits: float") == [])
        let softer = "\(count) samples of a.mp4 lie beyond full scale: the sound was made softer around them"
        #expect(try laboratory.notes(of: movie + "export sound to \"a.mp4\"") == [softer])
        let film = "film = frames [(plot sound)], size: 16 px\n"
        #expect(
            try laboratory.notes(of: movie + film + "export film to \"a.mov\", sound: sound")
                == ["\(count) samples of a.mov lie beyond full scale and were clipped"])
        #expect(try laboratory.notes(of: movie + "export (gain sound to -1 dB) to \"c.wav\"") == [])
    }

    @Test func soDoesExportOfAMovie() throws {
        // AAC turns such a sound down, and still goes beyond full scale here and there.
        _ = try laboratory.value(of: movie + "export (frames [(plot sound)], size: 16 px) to \"loud.mp4\", sound: sound")
        let load = "m = load \"loud.mp4\"\n"
        let count = try #require(try laboratory.value(of: load + "soundtrack m") as? SoundValue).signal.samplesBeyondFullScale
        #expect(count > 10)
        #expect(
            try laboratory.notes(of: load + "export m to \"a.wav\"") == [
                "\(count) samples of a.wav lie beyond full scale and were clipped"
            ])
        #expect(try laboratory.notes(of: load + "export m to \"b.wav\", bits: float") == [])
        #expect(
            try laboratory.notes(of: load + "export m to \"a.mov\"").map { $0.hasSuffix("beyond full scale and were clipped") }
                == [true])
    }
}
