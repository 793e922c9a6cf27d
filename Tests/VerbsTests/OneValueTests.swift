import Foundation
import Language
import Tensors
import Testing

@testable import Datasets
@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// One value for one recipe: names and places of files decide nothing that their content does not.
@Suite struct OneValueTests {
    private let laboratory: Laboratory
    private let files = FileManager.default

    init() throws { laboratory = try Laboratory() }

    private func line(_ source: String) throws -> String { try laboratory.value(of: source).line }
    private func path(_ name: String) -> String { laboratory.folder + "/" + name }

    private static let film = """
        slides = frames [(plot (tone 440 Hz, length: 100 ms)), (plot (noise 100 ms))], width: 64 px
        export slides to "m1.mp4", sound: (tone 440 Hz, length: 2 s)

        """

    @Test func aMovieThatIsRenamedIsFound() throws {
        #expect(try line(Self.film + "movie = load \"m1.mp4\"\nmovie").hasPrefix("2.0 s"))
        try files.moveItem(atPath: path("m1.mp4"), toPath: path("m2.mp4"))
        #expect(try line("frames (load \"m2.mp4\")") == "2 pictures · 64 x 36 px · 2.0 s")
        #expect(try line("soundtrack (load \"m2.mp4\")[500 ms .. 1 s]") == "1 channel · 500 ms · 44.1 kHz")
        #expect(laboratory.message("frames (load \"m1.mp4\"), every: 2") == "there is no file 'm1.mp4'")
        // What it is made from is looked up anew, through names, slices and figures too.
        let plot = try line("m = load \"m2.mp4\"\np = m[0 s .. 1 s]\nplot p")
        #expect(plot.hasPrefix("2 plots: film strip") && !plot.contains("mp4"), "\(plot)")
    }

    /// The same bytes are the same sound or movie under every ending, whichever was loaded first.
    @Test(arguments: [
        ("tone 440 Hz, length: 500 ms", "a.mp4", ["m4a", "mov", "mp3", "wav", "xyz"]),
        ("noise 500 ms", "a.flac", ["wav", "mp4", "txt2"]),
        ("noise 500 ms", "a.wav", ["mp3", "mkv", "raw"]),
    ])
    func endingsDecideNothing(source: String, name: String, endings: [String]) throws {
        let first = try laboratory.value(of: "export (\(source)) to \"\(name)\"\nload \"\(name)\"")
        for ending in endings {
            try files.copyItem(atPath: path(name), toPath: path("b." + ending))
            #expect(try laboratory.recipe(of: "load \"b.\(ending)\"").key == laboratory.recipe(of: "load \"\(name)\"").key)
            // In a session of its own as well, where it is the first that is loaded.
            let other = try Laboratory()
            try files.copyItem(atPath: path(name), toPath: other.folder + "/c." + ending)
            let again = try #require(try other.value(of: "load \"c.\(ending)\"") as? SoundValue, "\(ending)")
            #expect(again.signal.tensor.floats == (first as? SoundValue)?.signal.tensor.floats, "\(ending)")
        }
    }

    @Test func aMovieIsOneUnderEveryName() throws {
        let first = try line(Self.film + "load \"m1.mp4\"")
        for ending in ["m4a", "wav", "xyz"] {
            try files.copyItem(atPath: path("m1.mp4"), toPath: path("b." + ending))
            #expect(FileKinds.shared.kind(of: path("b." + ending), laboratory.store) == .movie)
            let other = try Laboratory()
            try files.copyItem(atPath: path("m1.mp4"), toPath: other.folder + "/c." + ending)
            #expect(try other.value(of: "load \"c.\(ending)\"").line == first)
        }
    }

    @Test func probeTellsEqualFilesApart() throws {
        _ = try laboratory.value(of: "export (tone 440 Hz) to \"a.wav\"")
        try files.copyItem(atPath: path("a.wav"), toPath: path("b.wav"))
        for name in ["a.wav", "b.wav"] {
            let table = try #require(try laboratory.value(of: "probe \"\(name)\"") as? TableValue)
            #expect(table.columns[0].cells.texts == [name])
        }
    }
}

extension Laboratory {
    /// What is said of a statement that fails; empty where none does.
    fileprivate func message(_ source: String) -> String {
        do {
            _ = try value(of: source)
            return ""
        } catch {
            return (error as? any Fault)?.cause ?? (error as? Diagnostic)?.message ?? (error as? Planner.FileProblem)?.diagnostic
                .message ?? (error as? Evaluator.Failure)?.fault.cause ?? "\(error)"
        }
    }
}
