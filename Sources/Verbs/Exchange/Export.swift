import Foundation
import Language
import Media
import Picture
import Plotting
import Session
import Sound
import Tensors

private let width = Parameter<PixelCount>(
    "width", default: PixelCount(1600), in: 200...8000, "Width of a png; its height is 9/16 of it")
private let bits = Parameter<Depth>(
    "bits", default: .sixteen, "Samples of a wav or flac: 16 or 24 bits, or, in a wav, 32-bit floats")
private let companion = ValueOption(
    "sound", [SoundValue.type], "What is heard with frames in an mp4 or mov, from the first picture on")

enum Depth: String, WordChoice {
    case sixteen = "pcm16"
    case twentyFour = "pcm24"
    case float
}

private func format(_ ending: String, _ depth: Depth) throws -> SoundFormat {
    switch (ending, depth) {
    case ("wav", .sixteen): .wav16
    case ("wav", .twentyFour): .wav24
    case ("wav", .float): .wavFloat
    case (_, .sixteen): .flac16
    case (_, .twentyFour): .flac24
    case (_, .float): throw UnfitOption(verb: "export", key: "bits", objection: "takes pcm16 or pcm24 for a flac file")
    }
}

extension Verb {
    static let export = Verb(
        Signature(
            "export", family: "Exchange", "Write a value to a file in the project",
            details: """
                The ending says the format. Figures: png, svg, pdf. Sounds: wav, flac, and mp4 with AAC. Frames: mp4 with \
                H.264, at their own times, with sound where 'sound' gives one; mov with the sound uncompressed; as players show \
                even sizes alone, odd ones get their last column or row twice, which is said; png is a contact sheet of up to \
                48. Movies, their parts and one clip of a data set: mp4 and mov, encoded anew; wav. \
                Where samples beyond full scale are clipped, a note says how many. \
                Frames, sounds, spectrograms and tensors: npy, npz, csv, safetensors. Tables, data sets, curves, confusions and series: csv. \
                Models: safetensors, which any program opens and 'import' makes the same model of. The file is put in place \
                when the cell is done, and only if its bits differ; if it is later missing or altered, running the cell \
                restores it without computing anything.
                """,
            operand: .init(
                "VALUE",
                [
                    FigureValue.type, SoundValue.type, MovieValue.type, FramesValue.type, SpectrogramValue.type,
                    TensorValue.type, ArchiveValue.type, TableValue.type, DatasetValue.type, CurvesValue.type,
                    ConfusionValue.type, ModelValue.type, .series,
                ],
                "What to write"),
            phrases: [.init("to", .init("FILE", [.text], "Path in the project", isFile: true))],
            options: [width, bits, companion], gives: ExportedFile.type,
            examples: [
                .init("export (tone 440 Hz) to \"a.wav\"", gives: "a.wav · wav, 88 KB")
            ], version: 3)
    ) { call in
        let path = try call.path("to")
        guard let value = call.anyOperand() else { preconditionFailure("the operand is required") }
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let unfit = UnknownFormat(path: path, formats: value.formats, found: value.type.name)
        if call.options[companion.key] != nil, !(value is FramesValue && ["mp4", "mov"].contains(ending)) {
            throw call.unfit(companion, "goes with frames in an mp4 or mov")
        }
        let bytes: [UInt8]
        switch (value, ending) {
        case (let figure as FigureValue, "png"), (let figure as FigureValue, "svg"), (let figure as FigureValue, "pdf"):
            bytes = try figure.file(
                ending, width: call(width).count, origin: call.recipes[""]!.first.map { Listing($0) }, for: call)
        case (let sound as SoundValue, "wav"), (let sound as SoundValue, "flac"):
            bytes = try call.encoded(sound.signal, ending, path)
        case (let sound as SoundValue, "mp4"):
            bytes = try call.encoded(nil, sound.signal, as: .mp4, path)
        case (let frames as FramesValue, "mp4"), (let frames as FramesValue, "mov"):
            bytes = try call.encoded(frames.frames, call.sound, as: ending == "mp4" ? .mp4 : .mov, path)
        case (is MovieValue, "mp4"), (is MovieValue, "mov"), (is DatasetValue, "mp4"), (is DatasetValue, "mov"):
            bytes = try call.encoded(call.movie(), as: ending == "mp4" ? .mp4 : .mov, path)
        case (is MovieValue, "wav"), (is DatasetValue, "wav"):
            bytes = try call.encoded(call.movie().sound(), ending, path)
        case (let frames as FramesValue, "png"):
            let wishes = DrawingWishes(pictures: FilmPage.onSheet, context: call.context, shelf: call.shelf)
            let sheet = Recipe(
                verb: Verb.plot.signature.verb, version: Verb.plot.signature.version,
                operands: [("", call.recipes[""]!.map { .recipe($0) })],
                options: [("pictures", .literal(FilmPage.onSheet.scalar.description))])
            bytes = try FigureValue(frames.drawn(wishes)).file(
                ending, width: call(width).count, origin: Listing(sheet), for: call)
        case (_, "csv") where value.asTable != nil:
            bytes = Array(value.asTable!.csv.utf8)
        case (let model as ModelValue, "safetensors"):
            bytes = try ModelFile.bytes(of: model)
        case (_, "npy"), (_, "csv"):
            guard let array = value.arrays.only else { throw unfit }
            bytes = ending == "npy" ? NPY.bytes(of: array.tensor) : Array(CSV.text(of: array.tensor).utf8)
        case (_, "npz") where !value.arrays.isEmpty:
            bytes = try NPZ.bytes(of: value.arrays)
        case (_, "safetensors") where !value.arrays.isEmpty:
            bytes = try SafeTensorsWriter(tensors: value.arrays).fileBytes
        default:
            throw unfit
        }
        return ExportedFile(path: path, bytes: bytes, content: "\(ending), \(spelled(bytes: bytes.count))")
    }
}

extension Recipe {
    /// Whether it writes a file that says what it was made from.
    var writesFigure: Bool {
        guard verb == Verb.export.signature.verb, let to = operands.first(where: { $0.role == "to" })?.ingredients.first,
            case .literal(let path) = to
        else { return false }
        return ["png\"", "svg\"", "pdf\""].contains { path.lowercased().hasSuffix(".\($0)") }
    }
}

extension Arguments {
    /// A path as operand.
    func path(_ role: String) throws -> String {
        let constant: Constant = try operand(role)
        guard case .text(let path) = constant.scalar else {
            throw UnfitOperand(verb: signature.verb, role: role, objection: "takes a path in quotes")
        }
        return path
    }
}

extension Value {
    /// The numbers of the value under names; none for a value that is not numbers.
    fileprivate var arrays: [(name: String, tensor: Tensor)] {
        switch self {
        case let sound as SoundValue: [("samples", sound.signal.tensor)]
        case let spectrogram as SpectrogramValue: [("values", spectrogram.spectrogram.tensor)]
        case let tensor as TensorValue: [("values", tensor.tensor)]
        case let frames as FramesValue: [("values", frames.frames.tensor)]
        case let archive as ArchiveValue: archive.arrays
        default: []
        }
    }

    /// The rows of a value that is a table or has one; nil for any other.
    fileprivate var asTable: TableValue? {
        switch self {
        case let table as TableValue: table
        case let data as DatasetValue: data.rows
        case let curves as CurvesValue: curves.table
        case let confusion as ConfusionValue: confusion.table(shortened: false)
        case let series as SeriesValue: series.table(isRead: false)
        default: nil
        }
    }

    /// The endings that fit the value.
    fileprivate var formats: [String] {
        let numbers = ["npy", "npz", "csv", "safetensors"]
        switch self {
        case is FigureValue: return ["png", "svg", "pdf"]
        case is SoundValue: return ["wav", "flac", "mp4"] + numbers
        case is FramesValue: return ["mp4", "mov", "png"] + numbers.filter { $0 != "csv" }
        case is MovieValue: return ["mp4", "mov", "wav"]
        case let data as DatasetValue where data.table.clips.count == 1: return ["csv", "mp4", "mov", "wav"]
        case is TableValue, is DatasetValue, is CurvesValue, is ConfusionValue, is SeriesValue: return ["csv"]
        case is ModelValue: return ["safetensors"]
        case is ArchiveValue: return ["npz", "safetensors"]
        default: return numbers
        }
    }
}

extension Arguments {
    /// A sound's file; a note says how much of it was clipped.
    ///
    /// - Throws: `EncodingFault`, `UnfitOption`.
    fileprivate func encoded(_ sound: Signal, _ ending: String, _ path: String) throws -> [UInt8] {
        let encoded = try sound.encoded(as: format(ending, self(bits)))
        if encoded.clipped > 0 { context.note(Self.clipping(encoded.clipped, path) + " and were clipped") }
        return encoded.bytes
    }

    private static func clipping(_ count: Int, _ path: String) -> String {
        "\(count) sample\(count == 1 ? "" : "s") of \(path) lie\(count == 1 ? "s" : "") beyond full scale"
    }

    /// Pictures and sound as a movie's file; a note says how much of the sound does not fit.
    ///
    /// - Throws: `MediaFault`, `FileFault`.
    fileprivate func encoded(_ frames: Frames?, _ sound: Signal?, as format: MovieFormat, _ path: String) throws -> [UInt8] {
        if let count = sound?.samplesBeyondFullScale, count > 0 {
            // Where samples reach that far, libav's encoder of AAC turns the sound down.
            let what = format == .mov ? " and were clipped" : ": the sound was made softer around them"
            context.note(Self.clipping(count, path) + what)
        }
        let folder = NSTemporaryDirectory() + "foley-\(UUID().uuidString)"
        let file = folder + "/movie"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer {
            unlink(file)
            rmdir(folder)
        }
        try Movie.write(frames, sound: sound, to: file, as: format, forPlayers: true, shownAs: path, pool: context.movies)
        if let frames, frames.width % 2 != 0 || frames.height % 2 != 0 {
            let even = "\(frames.width + frames.width % 2) x \(frames.height + frames.height % 2)"
            let edge = frames.height % 2 == 0 ? "column" : frames.width % 2 == 0 ? "row" : "column and row"
            context.note(
                "the pictures of \(path) are \(even) px, not \(frames.width) x \(frames.height): players show even sizes alone, "
                    + "so their last \(edge) \(edge.contains("and") ? "are" : "is") there twice")
        }
        return try contents(ofFile: file)
    }

    /// A movie, or a part of one, as a new file: the sound is heard from the first picture on.
    fileprivate func encoded(_ source: MovieSource, as format: MovieFormat, _ path: String) throws -> [UInt8] {
        let frames = source.movie.pictures == nil ? nil : try source.movie.frames(FrameChoice(part: source.part))
        guard source.movie.sound != nil else { return try encoded(frames, nil, as: format, path) }
        guard let frames, let stretch = source.stretch else {
            return try encoded(frames, source.sound(), as: format, path)
        }
        let end = max(stretch.upperBound, frames.times[0] + frames.duration)
        return try encoded(frames, source.sound(in: frames.times[0]..<end), as: format, path)
    }

    /// What the option 'sound' gives.
    fileprivate var sound: Signal? {
        get throws {
            guard let given = options[companion.key] else { return nil }
            guard let sound = given as? SoundValue else {
                throw WrongType(role: "export's 'sound'", expected: [SoundValue.type], found: given.type)
            }
            return sound.signal
        }
    }
}

extension Collection {
    /// The one element; nil where there are none or several.
    fileprivate var only: Element? { count == 1 ? first : nil }
}

/// A size for people: `88 KB`.
func spelled(bytes: Int) -> String {
    let units = ["bytes", "KB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    return "\(Int(value.rounded())) \(units[unit])"
}
