import Foundation
import Tensors
import Testing

@testable import Sound

/// Files read a stretch at a time.
@Suite struct SoundReaderTests {
    private let folder: String
    private let signal: Signal

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "foley-reader-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let noise = Philox(seed: 3, purpose: "reader")
        signal = try Signal(
            Tensor([2, 30000]) { out in
                noise.fillUniform(out)
                for index in out.indices { out[index] = out[index] - 0.5 }
            }, rate: 8000)
    }

    private func write(_ format: SoundFormat) throws -> String {
        try signal.write(to: folder + "/sound", as: format)
        return folder + "/sound"
    }

    @Test(arguments: [SoundFormat.wav16, .flac16, .wavFloat])
    func stretchesAreThoseOfTheWholeMixedDown(format: SoundFormat) throws {
        let path = try write(format)
        let whole = try SoundFile.read(path).mono.tensor.floats
        let reader = try SoundReader(path)
        #expect(reader.rate == 8000)
        // One after the other, overlapping, far ahead, to the end.
        for range in [0..<100, 50..<9000, 8990..<9010, 20000..<20001, 29000..<30000] {
            #expect(try reader.mono(range).tensor.floats == Array(whole[range]), "\(range)")
        }
    }

    @Test func aHundredthOfASecondMayBeMissing() throws {
        let reader = try SoundReader(try write(.flac16))
        #expect(try reader.mono(29000..<30080).samples == 1000)
        #expect(throws: SoundFileFault.self) { try reader.mono(29000..<30081) }
        #expect(throws: SoundFileFault.self) { try SoundReader(try write(.flac16)).mono(31000..<31010) }
    }

    @Test func refusesWhatMayNotBeReadWhole() throws {
        let path = try write(.wav16)
        try Data(contentsOf: URL(filePath: path)).prefix(60000).write(to: URL(filePath: path))
        #expect(throws: SoundFileFault.self) { try SoundReader(path, shownAs: "sound") }
        #expect(throws: SoundFileFault(name: "no", problem: .unreadable(.missing))) {
            try SoundReader(folder + "/none", shownAs: "no")
        }
    }

    @Test func namesWhereANumberIsNone() throws {
        let path = folder + "/sound"
        try signal.write(to: path, as: .wavFloat)
        var bytes = try Data(contentsOf: URL(filePath: path))
        // The right channel's sample 20000, counted from the end.
        let place = bytes.count - (30000 - 20000) * 8 + 4
        bytes.replaceSubrange(place..<place + 4, with: withUnsafeBytes(of: Float.nan) { Data($0) })
        try bytes.write(to: URL(filePath: path))
        let reader = try SoundReader(path, shownAs: "sound")
        _ = try reader.mono(0..<10000)
        #expect(throws: SoundFileFault(name: "sound", problem: .notFinite(channel: 2, second: 2.5, value: "NaN"))) {
            try reader.mono(19000..<21000)
        }
    }
}
