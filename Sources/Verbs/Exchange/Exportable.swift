import Foundation
import Language
import Picture
import Programs
import Sound
import Tensors
import Workplace

/// A value that `export` writes as a file.
protocol Exportable: Value {
    /// The endings of the files that it can be, the usual one first.
    var endings: [String] { get }
    /// A file with this ending; nil where the value cannot be one.
    func file(_ ending: String, _ export: Export) throws -> [UInt8]?
    /// Whether a sound can go with it into a file with this ending.
    func takesSound(_ ending: String) -> Bool
}

extension Exportable {
    func takesSound(_ ending: String) -> Bool { false }
}

extension ValueTypes {
    /// The types of value that can be written.
    static let exportable = all.compactMap { $0 as? any Exportable.Type }.map { $0.type }
}

/// Files of arrays under names.
enum ArrayFile {
    static let endings = ["npy", "npz", "csv", "safetensors"]

    /// nil where they cannot be in such a file.
    static func bytes(of arrays: [(name: String, tensor: Tensor)], _ ending: String) throws -> [UInt8]? {
        switch ending {
        case "npy": arrays.count == 1 ? NPY.bytes(of: arrays[0].tensor) : nil
        case "csv": arrays.count == 1 ? Array(CSV.text(of: arrays[0].tensor).utf8) : nil
        case "npz": arrays.isEmpty ? nil : try NPZ.bytes(of: arrays)
        case "safetensors": arrays.isEmpty ? nil : try SafeTensorsWriter(tensors: arrays).fileBytes
        default: nil
        }
    }
}

/// A file that is being written, and what the call says of it.
struct Export {
    let call: Arguments
    /// As it is written.
    let path: String

    static let width = Parameter<PixelCount>(
        "width", default: PixelCount(1600), in: 200...8000, "Width of a png; its height is 9/16 of it")
    static let bits = Parameter<Depth>(
        "bits", default: .sixteen, "Samples of a wav or flac: 16 or 24 bits, or, in a wav, 32-bit floats")
    static let companion = ValueOption(
        "sound", [SoundValue.type], "What is heard with frames in an mp4 or mov, from the first picture on")

    enum Depth: String, WordChoice {
        case sixteen = "pcm16"
        case twentyFour = "pcm24"
        case float
    }

    /// A sound's file; a note says how much of it was clipped.
    ///
    /// - Throws: `EncodingFault`, `UnfitOption`.
    func bytes(of sound: Signal, _ ending: String) throws -> [UInt8] {
        let encoded = try sound.encoded(as: format(ending))
        if encoded.clipped > 0 { call.context.note(Self.clipping(encoded.clipped, path) + " and were clipped") }
        return encoded.bytes
    }

    private func format(_ ending: String) throws -> SoundFormat {
        switch (ending, try call(Self.bits)) {
        case ("wav", .sixteen): .wav16
        case ("wav", .twentyFour): .wav24
        case ("wav", .float): .wavFloat
        case (_, .sixteen): .flac16
        case (_, .twentyFour): .flac24
        case (_, .float): throw call.unfit(Self.bits, "takes pcm16 or pcm24 for a flac file")
        }
    }

    private static func clipping(_ count: Int, _ path: String) -> String {
        "\(count) sample\(count == 1 ? "" : "s") of \(path) lie\(count == 1 ? "s" : "") beyond full scale"
    }

    /// Pictures and sound as a movie's file; a note says how much of the sound does not fit.
    ///
    /// - Throws: `MediaFault`, `FileFault`.
    func bytes(of frames: Frames?, _ sound: Signal?, as format: MovieFormat) throws -> [UInt8] {
        if let count = sound?.samplesBeyondFullScale, count > 0 {
            // Where samples reach that far, libav's encoder of AAC turns the sound down.
            let what = format == .mov ? " and were clipped" : ": the sound was made softer around them"
            call.context.note(Self.clipping(count, path) + what)
        }
        let folder = NSTemporaryDirectory() + "foley-\(UUID().uuidString)"
        let file = folder + "/movie"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer {
            unlink(file)
            rmdir(folder)
        }
        try Movie.write(frames, sound: sound, to: file, as: format, forPlayers: true, shownAs: path, pool: call.context.movies)
        if let frames, frames.width % 2 != 0 || frames.height % 2 != 0 {
            let even = "\(frames.width + frames.width % 2) x \(frames.height + frames.height % 2)"
            let edge = frames.height % 2 == 0 ? "column" : frames.width % 2 == 0 ? "row" : "column and row"
            call.context.note(
                "the pictures of \(path) are \(even) px, not \(frames.width) x \(frames.height): players show even sizes alone, "
                    + "so their last \(edge) \(edge.contains("and") ? "are" : "is") there twice")
        }
        return try contents(ofFile: file)
    }

    /// A movie, or a part of one, as a new file: the sound is heard from the first picture on.
    func bytes(of source: MovieSource, as format: MovieFormat) throws -> [UInt8] {
        let frames = source.movie.pictures == nil ? nil : try source.movie.frames(FrameChoice(part: source.part))
        guard source.movie.sound != nil else { return try bytes(of: frames, nil, as: format) }
        guard let frames, let stretch = source.stretch else {
            return try bytes(of: frames, source.sound(), as: format)
        }
        let end = max(stretch.upperBound, frames.times[0] + frames.duration)
        return try bytes(of: frames, source.sound(in: frames.times[0]..<end), as: format)
    }

    /// What is heard with the pictures, where the option says so.
    ///
    /// - Throws: `WrongType`.
    var companion: Signal? { get throws { try call.given(Self.companion, as: SoundValue.self)?.signal } }

    /// A figure's file, which says what it was made from.
    func bytes(of figure: FigureValue, _ ending: String, origin: Listing?) throws -> [UInt8] {
        try figure.file(ending, width: call(Self.width).count, origin: origin, for: call)
    }

    /// A file of the movie that the operand is, or is the one clip of.
    func movie(_ ending: String) throws -> [UInt8]? {
        switch ending {
        case "mp4": try bytes(of: call.movie(), as: .mp4)
        case "mov": try bytes(of: call.movie(), as: .mov)
        case "wav": try bytes(of: call.movie().sound(), ending)
        default: nil
        }
    }
}

// Values of other rooms.

extension FigureValue: Exportable {
    var endings: [String] { ["png", "svg", "pdf"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? {
        endings.contains(ending) ? try export.bytes(of: self, ending, origin: export.call.origin) : nil
    }
}

extension TableValue: Exportable {
    var endings: [String] { ["csv"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? { ending == "csv" ? Array(csv.utf8) : nil }
}

extension SeriesValue: Exportable {
    var endings: [String] { ["csv"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? {
        try table(isRead: false).file(ending, export)
    }
}
