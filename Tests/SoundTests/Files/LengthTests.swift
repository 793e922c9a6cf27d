import Foundation
import Tensors
import Testing

@testable import Sound

/// How long a sound is, decoding decides: headers guess, miscount, and are copied along.
@Suite struct LengthTests {
    private let folder = try! TemporaryFolder()
    private let sound: Signal
    private let bytes: [UInt8]

    /// More than two blocks of FLAC's, the last one short.
    private static let count = 10_001

    init() throws {
        let noise = Philox(seed: 3, purpose: "lengths")
        let drawn = try Signal(Tensor([Self.count], (0..<Self.count).map { 0.5 * noise.uniform($0) }), rate: 8000)
        bytes = try drawn.encoded(as: .flac16).bytes
        let path = folder.path + "/whole.flac"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        sound = try SoundFile.read(path)
        #expect(sound.samples == Self.count)
    }

    private func file(_ bytes: [UInt8]) throws -> String {
        let path = folder.path + "/" + UUID().uuidString
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The file with another number of samples in its header, with its MD5 or without.
    private func counting(_ count: Int, isSigned: Bool = true) -> [UInt8] {
        var bytes = bytes
        bytes[21] = bytes[21] & 0xF0 | UInt8(truncatingIfNeeded: count >> 32) & 0x0F
        for i in 0..<4 { bytes[22 + i] = UInt8(truncatingIfNeeded: count >> (24 - 8 * i)) }
        if !isSigned { for i in 26..<42 { bytes[i] = 0 } }
        return bytes
    }

    private func fault(_ bytes: [UInt8]) throws -> SoundFileFault.Problem {
        let path = try file(bytes)
        let fault = try #require(throws: SoundFileFault.self) { try SoundFile.read(path) }
        #expect(throws: fault) { try SoundFile.measure(path, shownAs: path) }
        return fault.problem
    }

    @Test(arguments: [0, 1, 4096, 10_000, 10_001, 10_002, 500_000])
    func aHeaderThatMiscountsIsOverruled(count: Int) throws {
        let path = try file(counting(count))
        #expect(try SoundFile.read(path).tensor.floats == sound.tensor.floats)
        #expect(try SoundFile.measure(path).samples == Self.count)
        // A part is that part.
        #expect(
            try SoundFile.read(path, part: .indices(from: 9000, to: 9500)).tensor.floats
                == sound.tensor.floats[9000..<9500].map { $0 })
    }

    @Test func withoutASignatureTheHeaderMayBeRight() throws {
        #expect(try fault(counting(20_000, isSigned: false)) == .truncated(present: Self.count, promised: 20_000, rate: 8000))
        #expect(try SoundFile.read(file(counting(20_000, isSigned: false)), partial: true).tensor.floats == sound.tensor.floats)
        #expect(try SoundFile.read(file(counting(5000, isSigned: false))).samples == Self.count)
    }

    @Test func whatIsCutSaysSoAndGivesWhatIsThere() throws {
        for share in [0.3, 0.6, 0.95] {
            let cut = Array(bytes.prefix(Int(Double(bytes.count) * share)))
            guard case .truncated(let present, Self.count, 8000) = try fault(cut) else {
                Issue.record("\(share)")
                continue
            }
            #expect(present % 4096 == 0 && present < Self.count)
            guard present > 0 else { continue }
            #expect(try SoundFile.read(file(cut), partial: true).tensor.floats == Array(sound.tensor.floats.prefix(present)))
        }
    }

    @Test func joinedFilesAreAllHeard() throws {
        let other = try Signal(Tensor([5000], (0..<5000).map { Float($0 % 100) / 200 }), rate: 8000).encoded(as: .flac16).bytes
        let path = try file(bytes + other + bytes)
        let joined = try SoundFile.read(path)
        #expect(joined.samples == 2 * Self.count + 5000)
        #expect(Array(joined.tensor.floats.prefix(Self.count)) == sound.tensor.floats)
        #expect(Array(joined.tensor.floats.suffix(Self.count)) == sound.tensor.floats)
        let middle = Extent.indices(from: Self.count - 10, to: Self.count + 10)
        #expect(try SoundFile.read(path, part: middle).tensor.floats == joined.slice(middle).tensor.floats)
        // Of another rate they are no one sound.
        let fast = try Signal(Tensor([5000], [Float](repeating: 0.1, count: 5000)), rate: 16_000).encoded(as: .flac16).bytes
        guard case .damaged = try fault(bytes + fast) else { return #expect(Bool(false)) }
    }

    @Test func thousandsThatAreJoinedAreAllHeard() throws {
        let short = try sound.slice(.indices(from: 0, to: 20))
        let path = try file(repeated(try short.encoded(as: .flac16).bytes, 5000))
        #expect(try SoundFile.measure(path).samples == 100_000)
        #expect(try SoundFile.read(path).tensor.floats == repeated(short.tensor.floats, 5000))
    }

    @Test func whatStandsBehindASoundIsNoPartOfIt() throws {
        let tag = Array("TAG".utf8) + [UInt8](repeating: 32, count: 125)
        #expect(try SoundFile.read(file(bytes + tag)).tensor.floats == sound.tensor.floats)
        #expect(
            try SoundFile.read(file(bytes + (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7) })).tensor.floats
                == sound.tensor.floats)
    }

    @Test func theLastFrameIsLookedAtWhateverStandsBehindIt() throws {
        for behind in [[0x31], Array("TAG behind a tag".utf8), [UInt8](repeating: 0, count: 20_000)] {
            #expect(try SoundFile.read(file(bytes + behind)).tensor.floats == sound.tensor.floats)
            for count in [4096, 8192, 10_000, 10_002] {
                #expect(try SoundFile.measure(file(counting(count) + behind)).samples == Self.count)
            }
            for place in [1, 100, 1000] {
                var damaged = bytes
                damaged[bytes.count - place] ^= 0x55
                let present = SoundFileFault.Problem.truncated(present: 8192, promised: Self.count, rate: 8000)
                #expect(try fault(damaged + behind) == present)
                #expect(try fault(damaged.dropLast(place - 1) + behind) == present)
            }
        }
    }

    /// A header without samples before samples: a recorder that was never stopped.
    @Test func aHeaderThatWasNeverFilledInSaysSo() throws {
        var wave = try sound.encoded(as: .wav16).bytes
        for i in 40..<44 { wave[i] = 0 }
        #expect(try fault(wave) == .unfinished(bytes: 2 * Self.count))
        // One that is empty indeed has nothing behind it, or other chunks.
        let empty = Array(wave.prefix(44))
        #expect(try fault(empty) == .noSamples)
        #expect(try fault(empty + Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)) == .noSamples)
    }
}

/// The same of files that the program does not write itself.
@Suite(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) struct CompressedLengthTests {
    private let folder = try! TemporaryFolder()

    private func data(_ name: String) throws -> [UInt8] { try contents(ofFile: dataFolder! + "/" + name) }

    private func file(_ bytes: [UInt8]) throws -> String {
        let path = folder.path + "/" + UUID().uuidString
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// As ffmpeg decodes them to their ends.
    @Test(arguments: [
        ("reports/mp3/vbr_noxing.mp3", 133_632), ("reports/mp3/noxing.mp3", 46_080), ("reports/mov/noxing.mp3", 46_080),
    ])
    func streamsWithoutATagAreWhole(name: String, samples: Int) throws {
        #expect(try SoundFile.read(dataFolder! + "/" + name).samples == samples)
        #expect(try SoundFile.measure(dataFolder! + "/" + name).samples == samples)
    }

    @Test func joinedOggIsAllHeard() throws {
        #expect(try SoundFile.read(dataFolder! + "/reports/cat/joined.ogg").samples == 6 * 44_100)
        for name in ["media/public/librosa-test_audio.ogg", "media/crafted/mono.opus"] {
            let once = try SoundFile.read(dataFolder! + "/" + name)
            let twice = try SoundFile.read(file(data(name) + data(name)))
            #expect(twice.samples == 2 * once.samples, "\(name)")
            for channel in 0..<once.channels {
                let (one, two) = (once.withChannel(channel) { Array($0) }, twice.withChannel(channel) { Array($0) })
                #expect(Array(two.prefix(once.samples)) == one && Array(two.suffix(once.samples)) == one, "\(name)")
            }
        }
    }

    @Test func thousandsOfJoinedOggAreAllCounted() throws {
        let once = try data("media/crafted/mono.opus")
        let samples = try SoundFile.measure(file(once)).samples
        #expect(try SoundFile.measure(file(repeated(once, 4100))).samples == 4100 * samples)
    }

    @Test func joinedMPEGIsAllHeard() throws {
        let name = "reports/mp3/noxing.mp3"
        #expect(try SoundFile.read(file(data(name) + data(name))).samples == 2 * 46_080)
        // With an encoder's tag in each, that of the second is a frame of silence.
        let tagged = "media/crafted/vbr.mp3"
        let joined = try SoundFile.read(file(data(tagged) + data(tagged)))
        #expect(joined.samples >= 2 * 44_100 && joined.samples <= 2 * 44_100 + 3 * 1152)
    }

    @Test func oggThatEndsInsideAPageIsCut() throws {
        let bytes = try data("media/crafted/mono.opus")
        let cut = try file(Array(bytes.dropLast(40)))
        let fault = try #require(throws: SoundFileFault.self) { try SoundFile.read(cut) }
        guard case .truncated(_, nil, _) = fault.problem else { return #expect(Bool(false), "\(fault.cause)") }
        #expect(try SoundFile.read(cut, partial: true).samples > 20_000)
    }

    @Test func mpegEndsWithAFrame() throws {
        let bytes = try data("reports/mp3/noxing.mp3")
        let cut = try file(Array(bytes.prefix(bytes.count / 2 + 33)))
        let fault = try #require(throws: SoundFileFault.self) { try SoundFile.read(cut) }
        guard case .truncated(let present, nil, _) = fault.problem else { return #expect(Bool(false), "\(fault.cause)") }
        #expect(try SoundFile.read(cut, partial: true).samples == present && present % 1152 == 0)
        let tagged = try data("media/crafted/vbr.mp3")
        let short = try #require(throws: SoundFileFault.self) {
            try SoundFile.read(file(Array(tagged.prefix(tagged.count * 2 / 3))))
        }
        guard case .truncated(_, .some(44_100), _) = short.problem else { return #expect(Bool(false), "\(short.cause)") }
    }
}

private func repeated<Element>(_ part: [Element], _ count: Int) -> [Element] {
    var all: [Element] = []
    for _ in 0..<count { all += part }
    return all
}
