import Foundation
import Language
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// What `probe` says of the files of a folder.
@Suite struct ProbeTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    private func rows(_ source: String) throws -> [[String: String]] {
        let table = try #require(try laboratory.value(of: source) as? TableValue)
        return (0..<table.rows).map { row in
            Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.cells.texts[row]) })
        }
    }

    @Test func filesThatAreNoMediaHaveARowIfTheirNamePromisesIt() throws {
        _ = try laboratory.value(
            of: "export (tone 440 Hz, length: 1 s) to \"clips/b/a.wav\"\nexport (tone 440 Hz, length: 1 s) to \"clips/b.mp4\"")
        for name in ["README", "text.mp4", "notes.md"] {
            try "no movie".write(toFile: laboratory.folder + "/clips/" + name, atomically: true, encoding: .utf8)
        }
        try Data().write(to: URL(fileURLWithPath: laboratory.folder + "/clips/empty.wav"))
        let rows = try rows("probe \"clips/\", decode")
        #expect(rows.map { $0["path"] } == ["clips/b.mp4", "clips/b/a.wav", "clips/empty.wav", "clips/text.mp4"])
        #expect(rows.map { $0["wrong"] } == ["", "", "is empty: 0 bytes", "is no movie or sound, or is too damaged to tell"])
        #expect(
            rows[1]["sound"] == "pcm_s16le" && rows[1]["rate"] == "44100" && rows[1]["seconds"] == "1.000"
                && rows[1]["count"] == "")
        let one = try self.rows("probe \"clips/text.mp4\"")
        #expect(one.count == 1 && one[0]["path"] == "clips/text.mp4" && one[0]["container"] == "")
    }

    /// A row for each file of the collection, which says what ffmpeg says, or what is wrong.
    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"), arguments: [false, true])
    func everyFileOfTheCollectionHasARow(decoding: Bool) throws {
        let folder = try #require(dataFolder) + "/media"
        try FileManager.default.createSymbolicLink(atPath: laboratory.folder + "/media", withDestinationPath: folder)
        let rows = try rows("probe \"media\"\(decoding ? ", decode" : "")")
        let found = Dictionary(uniqueKeysWithValues: rows.map { ($0["path"]!, $0) })
        let manifest = try CSVTable(contents(ofFile: folder + "/manifest.csv"), name: "manifest.csv")
        #expect(manifest.rows.count == 71 && rows.count == 71)
        for line in manifest.rows {
            let told = Dictionary(uniqueKeysWithValues: zip(manifest.header, line.cells))
            let row = try #require(found["media/" + told["file"]!])
            let name = told["file"]!
            guard told["container"] != "unreadable" else {
                #expect(row["wrong"] != "" && row["container"] == "", "\(name)")
                continue
            }
            // Streams that the file names but does not have are not told.
            #expect(row["container"] == told["container"], "\(name)")
            if row["pictures"] != "" { #expect(row["pictures"] == told["vcodec"], "\(name)") }
            if row["sound"] != "" {
                #expect(
                    row["sound"] == told["acodec"] && row["rate"] == told["rate"] && row["channels"] == told["channels"],
                    "\(name)")
            }
            let (frames, samples) = (Int(told["frames_decoded"]!) ?? 0, Double(told["samples_per_channel"]!) ?? 0)
            #expect((row["pictures"] != "" && row["sound"] != "") || frames == 0 || samples == 0, "\(name)")
            #expect(row["pictures"] != "" || row["sound"] != "" || row["wrong"] != "", "\(name)")
            guard decoding else { continue }
            #expect(Int(row["count"]!) ?? 0 == frames, "\(name)")
            // A file is whole in both eyes, or damaged in both; one of which nothing comes out is at fault, whatever ffmpeg says.
            let isDamaged = told["video_errors"] == "yes" || told["audio_errors"] == "yes"
            let isBare = frames == 0 && samples == 0
            // Where ffmpeg takes what is there without a word.
            let isCut = ["crafted/truncated_half.ogg"].contains(name)
            #expect((row["wrong"] != "") == (isDamaged || isBare || isCut), "\(name): \(row["wrong"]!)")
            if frames == 0, samples > 0, let rate = Double(told["rate"]!) {
                #expect(abs(Double(row["seconds"]!)! - samples / rate) < 0.06, "\(name): \(row["seconds"]!) \(samples / rate)")
            }
        }
    }
}
