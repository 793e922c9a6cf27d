import Foundation
import Media
import Sound
import Tensors
import Testing

@testable import Picture

/// What reads a file is chosen by what is in it, and one library helps the other out.
@Suite(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) struct AnySoundTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Files that libsndfile refuses or does not know.
    @Test(arguments: [("eos/alac.caf", 88_200), ("eos/x.wv", 88_200), ("mp3/noxing.mp3", 46_080)])
    func filesAreReadByContent(name: String, samples: Int) throws {
        let path = dataFolder! + "/reports/" + name
        let sound = try AnySound.read(path, shownAs: name)
        #expect(sound.samples == samples && sound.rate == 44_100)
        #expect(try abs(AnySound.measure(path, shownAs: name).duration - sound.duration) < 0.05)
        for ending in ["mp4", "wav", "strange", ""] {
            let other = folder.path + "/other." + ending
            try? FileManager.default.removeItem(atPath: other)
            try FileManager.default.copyItem(atPath: path, toPath: other)
            #expect(try AnySound.read(other, shownAs: ending).tensor.floats == sound.tensor.floats, "\(ending)")
            #expect(try AnySound.kind(ofFile: other, pool: .shared) == .sound)
        }
    }

    @Test func aTransportStreamIsAMovie() throws {
        #expect(try AnySound.kind(ofFile: dataFolder! + "/reports/mov/a.mts", pool: .shared) == .movie)
    }

    @Test func aFrameBehindGarbageIsFound() throws {
        let mpeg = try contents(ofFile: dataFolder! + "/reports/mp3/noxing.mp3")
        let path = try folder.write((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 5) } + mpeg, "garbage.mp3")
        #expect(try abs(AnySound.read(path, shownAs: "garbage.mp3").samples - 46_080) <= 2 * 1152)
    }

    /// A stream that ends with a page is whole without its mark.
    @Test func opusWithoutAnEndMarkIsWhole() throws {
        let bytes = try contents(ofFile: dataFolder! + "/media/crafted/mono.opus")
        let last = try #require(bytes.indices.last { bytes[$0...].starts(with: "OggS".utf8) })
        var unmarked = bytes
        unmarked[last + 5] &= 0xFB
        // The page's checksum goes with it.
        for i in 22..<26 { unmarked[last + i] = 0 }
        var sum: UInt32 = 0
        for byte in unmarked[last...] {
            sum ^= UInt32(byte) << 24
            for _ in 0..<8 { sum = sum << 1 ^ (sum & 0x8000_0000 != 0 ? 0x04C1_1DB7 : 0) }
        }
        for i in 0..<4 { unmarked[last + 22 + i] = UInt8(truncatingIfNeeded: sum >> (8 * i)) }
        let whole = try AnySound.read(dataFolder! + "/media/crafted/mono.opus", shownAs: "whole")
        let open = try AnySound.read(folder.write(unmarked, "open.opus"), shownAs: "open")
        #expect(abs(open.samples - whole.samples) <= 960 && abs(open.rms / whole.rms - 1) < 0.01)
        #expect(try abs(AnySound.measure(folder.path + "/open.opus", shownAs: "open").duration - whole.duration) < 0.02)
    }

    /// A recorder that was never stopped: refused, and there with `partial`.
    @Test func whatWasNeverFinishedIsThereInPart() throws {
        let path = dataFolder! + "/reports/pipe/zero.wav"
        let fault = try #require(throws: SoundFileFault.self) { try AnySound.read(path, shownAs: "zero.wav") }
        #expect(fault.cause == "'zero.wav' was never finished: its header counts no samples, and 32000 bytes of them are there")
        #expect(try AnySound.read(path, shownAs: "zero.wav", partial: true).samples == 16_000)
    }

    /// What is read otherwise than ffmpeg reads it, and why.
    private static let refused: Set<String> = [
        "crafted/truncated_half.ogg", "crafted/truncated_odd_byte.wav",  // cut short
        "crafted/truncated_half_faststart.mp4",
    ]

    /// Every file of the collection, sound or movie: as long as ffmpeg finds it, as loud, in as many channels; or refused.
    @Test func theCollectionIsHeardAsFfmpegHearsIt() throws {
        var heard = 0
        for entry in MediaEntry.all {
            let samples = entry.number("samples_per_channel") ?? 0
            do {
                let sound = try AnySound.read(entry.path, shownAs: entry.file)
                heard += 1
                #expect(!Self.refused.contains(entry.file), "\(entry.file)")
                // libFLAC goes by the frames where the header has other bits, and ffmpeg gives up.
                let wanted = entry.file.contains("faulty-03") ? 89_903 : samples
                #expect(sound.samples == wanted && sound.channels == entry.number("channels"), "\(entry.file): \(sound.samples)")
                if let rms = Double(entry.text("rms")) { #expect(abs(sound.rms - rms) < 2e-3 * max(rms, 0.01), "\(entry.file)") }
            } catch is SoundFileFault where samples == 0 || Self.refused.contains(entry.file) {
            } catch is MediaFault where samples == 0 || Self.refused.contains(entry.file) {
            } catch { Issue.record("\(entry.file): \(error)") }
        }
        #expect(heard > 40)
    }
}
