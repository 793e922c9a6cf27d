import Foundation
import Tensors
import Testing

@testable import Sound

/// Every audio file of the collection against what ffmpeg made of it.
@Suite(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) struct MediaManifestTests {
    struct Entry {
        let file: String
        let bytes: Int
        let rate: Double
        let channels: Int
        let samples: Int
        let rms: Double?
    }

    /// What libsndfile reads otherwise than ffmpeg, and why.
    enum Exception {
        /// No sound in it that libsndfile could give.
        case fault
        /// Read with the flag `partial` only.
        case cutShort
        /// Another decoder of the same lossy codec: the same length, levels within a thousandth.
        case otherDecoder
        /// ffmpeg gives up, libsndfile does not.
        case samples(Int)
    }

    static let exceptions: [String: Exception] = [
        "crafted/header_claims_data_but_none.wav": .fault,  // not one sample
        "public/pydub-test1_empty.wav": .fault,
        "public/small-wav.wav": .fault,
        "public/small-mp3.mp3": .fault,  // one damaged frame
        "public/pydub-bach.ogg": .fault,  // an early form of FLAC in Ogg that libsndfile does not know
        "crafted/truncated_half.ogg": .cutShort,
        "crafted/truncated_odd_byte.wav": .cutShort,
        "crafted/ima_adpcm_22k.wav": .otherDecoder,  // rounds its steps otherwise
        "crafted/mono.opus": .otherDecoder,
        // The header says 24 bits, the frames 16: libFLAC goes by the frames, ffmpeg gives up.
        "flac-conformance/faulty-03_-_wrong_bit_depth.flac": .samples(89903),
        "flac-conformance/faulty-06_-_missing_streaminfo_metadata_block.flac": .fault,
        "flac-conformance/faulty-11_-_incorrect_metadata_block_length.flac": .fault,
    ]

    /// The cells of each row by the names of the columns.
    func manifest() throws -> [[String: String]] {
        let table = try CSVTable(contents(ofFile: dataFolder! + "/media/manifest.csv"), name: "manifest.csv")
        return table.rows.map { Dictionary(uniqueKeysWithValues: zip(table.header, $0.cells)) }
    }

    /// The rows with sound and no picture, and those that ffmpeg could not read.
    func entries() throws -> [Entry] {
        try manifest().filter { $0["n_video"] == "0" }.map { row in
            func number(_ name: String) throws -> Double? { Double(try #require(row[name])) }
            return Entry(
                file: try #require(row["file"]), bytes: Int(try #require(try number("bytes"))), rate: try number("rate") ?? 0,
                channels: Int(try number("channels") ?? 0), samples: Int(try number("samples_per_channel") ?? 0),
                rms: try number("rms"))
        }
    }

    @Test func everyFileIsReadAsItIsOrRefused() throws {
        let entries = try entries()
        #expect(entries.count > 30)
        var read = 0
        for entry in entries {
            let path = dataFolder! + "/media/" + entry.file
            let exception = Self.exceptions[entry.file]
            let isMovie = ["mp4", "m4a", "aac", "webm", "flv", "mkv"].contains { entry.file.hasSuffix("." + $0) }
            let partial: Bool
            if case .cutShort = exception { partial = true } else { partial = false }
            var refused = isMovie || entry.samples == 0
            if case .fault = exception { refused = true }
            if case .samples = exception { refused = false }
            if refused || partial {
                #expect(throws: SoundFileFault.self, "\(entry.file)") { try SoundFile.read(path) }
            }
            if refused { continue }
            let sound = try SoundFile.read(path, partial: partial)
            #expect(sound.rate == entry.rate && sound.channels == entry.channels, "\(entry.file)")
            var samples = entry.samples
            var tolerance = 2e-6
            if case .samples(let count) = exception { samples = count }
            if case .otherDecoder = exception { tolerance = 1e-3 * (entry.rms ?? 0) }
            #expect(sound.samples == samples, "\(entry.file)")
            if let rms = entry.rms { #expect(abs(sound.rms - rms) < tolerance, "\(entry.file): \(sound.rms)") }
            read += 1
        }
        #expect(read >= 20)
    }

    @Test func everyMovieAndBrokenFileIsRefusedWithOneSentence() throws {
        for row in try manifest() where row["n_video"] != "0" {
            let file = try #require(row["file"])
            do {
                _ = try SoundFile.read(dataFolder! + "/media/" + file, shownAs: file)
                Issue.record("\(file) was read")
            } catch let fault as SoundFileFault {
                #expect(fault.cause.contains(file) && fault.remedy != nil)
            }
        }
    }

    @Test func aPartOfALossyFileIsThatPartOfTheWhole() throws {
        for file in ["crafted/vbr.mp3", "crafted/mono.opus", "public/librosa-test_audio.ogg"] {
            let path = dataFolder! + "/media/" + file
            let part = Extent.indices(from: 20_000, to: 30_000)
            #expect(
                try SoundFile.read(path, part: part).tensor.floats == SoundFile.read(path).slice(part).tensor.floats)
        }
    }
}
