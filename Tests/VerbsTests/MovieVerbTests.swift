import Foundation
import Language
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

@Suite struct MovieVerbTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    private func said(_ source: String) throws -> String { try laboratory.said(source) }

    /// Two pictures and two seconds of a tone.
    private static let film = """
        a4 = tone 440 Hz, length: 2 s, level: -6 dB
        slides = frames [(plot a4), (plot (noise 1 s))], width: 64 px
        export slides to "a.mp4", sound: a4

        """

    @Test func aMovieKeepsItsSound() throws {
        let movie = try #require(try laboratory.value(of: Self.film + "load \"a.mp4\"") as? MovieValue)
        #expect(movie.line == "2.0 s · 64 x 36 px at 1 pictures/s, h264 · 1 channel at 44.1 kHz, aac")
        #expect(try MovieValue(payload: movie.payload()).line == movie.line)
        let sound = try #require(try laboratory.value(of: "soundtrack (load \"a.mp4\"), rate: 22.05 kHz") as? SoundValue)
        let tone = try #require(try laboratory.value(of: "tone 440 Hz, length: 2 s, level: -6 dB") as? SoundValue)
        #expect(sound.signal.rate == 22_050 && abs(sound.signal.duration - 2) < 0.03)
        #expect(abs(sound.signal.rms / tone.signal.rms - 1) < 0.02)
        let part = try #require(try laboratory.value(of: "soundtrack (load \"a.mp4\"), part: 500 ms .. 1 s") as? SoundValue)
        #expect(abs(part.signal.duration - 0.5) < 1e-3)
    }

    /// A file of sound alone is a sound, whatever it is called; and a soundtrack of its own.
    @Test func aMovieWithoutPicturesIsASound() throws {
        let sound = try laboratory.value(of: "export (tone 440 Hz, length: 2 s) to \"b.mp4\"\nload \"b.mp4\", rate: 16 kHz")
        #expect(sound.line == "1 channel · 2.0 s · 16 kHz")
        #expect(
            try laboratory.value(of: "soundtrack (load \"b.mp4\"), part: 0 s .. 500 ms").line == "1 channel · 500 ms · 44.1 kHz")
    }

    @Test func whatCannotBeIsRefused() throws {
        _ = try laboratory.value(of: Self.film)
        #expect(
            try said("load \"a.mp4\", rate: 16 kHz") == "load's 'rate' goes with sounds; of a movie ask its soundtrack")
        #expect(try said("soundtrack (load \"a.mp4\"), part: 1 s .. 1 s").hasPrefix("nothing of 'a.mp4' lies in 1..1 s"))
        #expect(throws: Diagnostic.self) { try laboratory.value(of: "soundtrack (load \"a.mp4\"), part: 1 s .. 500 ms") }
        #expect(try said("soundtrack (load \"a.mp4\"), part: 5 s .. 6 s").hasPrefix("'a.mp4' has no part 5..6 s: it ends at 2"))
        #expect(throws: Diagnostic.self) { try laboratory.value(of: "melspec (load \"a.mp4\")") }
        try "no movie".write(toFile: laboratory.folder + "/text.mp4", atomically: true, encoding: .utf8)
        #expect(try said("load \"text.mp4\"") == "'text.mp4' is not a sound file: it looks like text")
        try Data().write(to: URL(fileURLWithPath: laboratory.folder + "/empty.MKV"))
        #expect(try said("load \"empty.MKV\"") == "'empty.MKV' is empty: 0 bytes")
        #expect(try said("load \"gone.mp4\"").contains("gone.mp4"))
    }

    @Test func aMovieWhoseFileChangesIsNotTakenForAnother() throws {
        _ = try laboratory.value(of: Self.film)
        let recipe = try laboratory.recipe(of: "load \"a.mp4\"")
        let movie = try #require(try laboratory.evaluator.kept(recipe) as? MovieValue)
        let file = laboratory.folder + "/a.mp4"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let call = Arguments(
            signature: Verb.soundtrack.signature, recipe: recipe, operands: ["": [movie]], options: [:], recipes: [:],
            work: Workspace(Context(places: laboratory.places), Shelf(laboratory.store, making: recipe)))
        #expect(try movie.opened(for: call).sound().duration > 1.9)
        try (bytes + [0]).write(to: URL(fileURLWithPath: file))
        #expect(throws: MovieChanged.self) { try movie.opened(for: call) }
        try FileManager.default.removeItem(atPath: file)
        #expect(throws: UnreadableFile.self) { try movie.opened(for: call) }
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func talkersAreMoviesWithSoundAndPicturesInStep() throws {
        let folder = try #require(dataFolder) + "/grid-av/video"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".mp4") }.sorted()
        #expect(names.count == 80)
        for name in names {
            try FileManager.default.createSymbolicLink(
                atPath: laboratory.folder + "/" + name, withDestinationPath: folder + "/" + name)
            let movie = try #require(try laboratory.value(of: "load \"\(name)\"") as? MovieValue)
            #expect(movie.line.contains(" px at 25 pictures/s, "), "\(name): \(movie.line)")
            let sound = try #require(try laboratory.value(of: "soundtrack (load \"\(name)\")") as? SoundValue)
            #expect(sound.signal.rate == 44_100 && abs(sound.signal.duration - 75.0 / 25) < 0.04, "\(name)")
        }
    }
}
