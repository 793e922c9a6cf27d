import Datasets
import Foundation
import Media
import Picture
import Sound
import Tensors

/// What the tests open movies with.
let pool = MediaPool()

/// A folder of real sounds and movies for one test, gone when it is released.
final class Corpus {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "foley-corpus-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("\(path) stays: \(error)") }
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
        let file = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

    /// A wave of half a second at 8 kHz that differs from those of other pitches.
    func sound(_ name: String, pitch: Int = 1, samples: Int = 4000, as format: SoundFormat = .wav16) throws {
        try write(Corpus.bytes(pitch: pitch, samples: samples, as: format), name)
    }

    /// A movie of grey pictures, 10 a second, of which each is a little brighter; with a sound of the same length, or silent.
    func movie(
        _ name: String, pictures: Int = 5, size: (width: Int, height: Int) = (32, 24), isSilent: Bool = false,
        as format: MovieFormat = .mp4
    ) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
        let bytes = (0..<pictures).flatMap { [UInt8](repeating: UInt8(40 + $0 * 10 % 200), count: size.width * size.height) }
        let frames = Frames(
            bytes: bytes, times: (0..<pictures).map { Double($0) / 10 }, height: size.height, width: size.width, channels: 1)
        let wave = (0..<pictures * 1600).map { Float($0 % 100) / 200 - 0.25 }
        let sound = isSilent ? nil : try Signal(Tensor([1, wave.count], wave), rate: 16_000)
        try Movie.write(frames, rate: 10, sound: sound, to: file, as: format, pool: pool)
    }

    static func bytes(pitch: Int = 1, samples: Int = 4000, as format: SoundFormat = .wav16) throws -> [UInt8] {
        let wave = (0..<samples).map { Float(($0 * pitch) % 100) / 200 - 0.25 }
        return try Signal(Tensor([1, samples], wave), rate: 8000).encoded(as: format).bytes
    }

    /// What the folder, or a file in it, gives; contents stand for digests.
    func read(_ name: String = "", _ choices: DatasetChoices = DatasetChoices()) throws -> (table: ClipTable, notes: [String]) {
        try DatasetSource(name: "set" + (name.isEmpty ? "" : "/" + name), path: name.isEmpty ? path : path + "/" + name)
            .read(choices, parallel: Parallel(threads: 2), pool: pool) { files in
                try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)).base64EncodedString() }
            }
    }

    func fault(_ name: String = "", _ choices: DatasetChoices = DatasetChoices()) -> (any Fault)? {
        do {
            _ = try read(name, choices)
            return nil
        } catch { return error as? any Fault }
    }
}
