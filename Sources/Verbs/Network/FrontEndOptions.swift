import Datasets
import Foundation
import Language
import Networks
import Programs
import Sound
import Tensors
import Workplace

/// The options that say how a network hears.
enum FrontEndOptions {
    static let bands = Parameter<Int>("bands", default: 96, in: 1...512, "Mel bands")
    static let length = Parameter<Seconds>(
        "length", in: 0.01...3600,
        "One example: shorter clips are padded, longer ones cut up; what 19 of 20 clips fit in, at most 5 s, when absent")
    static let rate = Parameter<Hertz>(
        "rate", in: 1000...192_000, "Clips are resampled to it; the clips' own rate, at most 22.05 kHz, when absent")
    static let window = Parameter<FrameLength>("window", "Length of a frame; about 93 ms when absent")
    static let hop = Parameter<FrameLength>("hop", "From one frame to the next; a quarter of the window when absent")
    static let low = Parameter<Hertz>("low", default: 0, in: 0...96_000, "Where the lowest band begins")
    static let features = Parameter<FeatureKind>(
        "features", default: .mel,
        "What it hears of each frame: mel bands, or the cepstral coefficients that 'mfcc' makes of them")
    static let coefficients = Parameter<Int>("coefficients", in: 1...512, "How many for features: mfcc; 20 when absent")
    static let high = Parameter<Hertz>("high", in: 1...96_000, "Where the highest band ends; half the rate when absent")
    static let empty = MelOptions.empty

    static let modality = Parameter<Modality>(
        "modality", "What it takes in: the sound of the clips, or their pictures; the sound when absent, if any clip has one")
    static let size = Parameter<PixelCount>(
        "size", in: 8...1024, "Of pictures: the width and height that each is scaled to; 64 px when absent")
    static let pace = Parameter<Hertz>(
        "pace", in: 0.01...240, "Of pictures: how many it looks at a second; 4 Hz when absent")
    static let colour = Parameter<PictureColour>(
        "colour", "Of pictures: red, green and blue, or grey alone; rgb when absent")

    static let crop = Parameter<[PixelCount]>(
        "crop", "Of modality: pictures: only this part of each: [x, y, width, height] from the upper left corner, before it is scaled")
    /// Those of a network that sees.
    static let seeing: [any OptionDeclaration] = [size, pace, colour, crop]

    static var all: [any OptionDeclaration] { [bands] + others }
    /// Those of a network that hears or sees.
    static var both: [any OptionDeclaration] { [modality] + all + seeing }
    /// Those of a network with a number of bands of its own.
    static var others: [any OptionDeclaration] { [features, coefficients, length, rate, window, hop, low, high, empty] }

    enum FeatureKind: String, WordChoice { case mel, mfcc }
    enum Modality: String, WordChoice { case sound, pictures }
    enum PictureColour: String, WordChoice { case rgb, grey }
}

/// What a network hears with where no option says otherwise.
struct UsualFrontEnd {
    /// Hz; nil for what the clips have.
    var rate: Double?
    /// Seconds; nil for what the clips last.
    var length: Double?
    /// Samples at 22.05 kHz.
    var window = 2048.0
    /// Hops in a window.
    var hops = 4
}

extension Arguments {
    /// The network that `architecture` makes for what it hears or sees and for the data set's classes; the operand is that
    /// data set.
    ///
    /// - Throws: as `network` does, `PictureFrontEndFault`, `NothingToSee`.
    func sensingNetwork(
        _ architecture: (_ frontEnd: FrontEnd, _ classes: Int) throws -> Architecture
    ) throws -> NetworkValue {
        let data: DatasetValue = try operand()
        let classes = try data.classesToTell
        try data.checkMedia()
        let isSilent = !data.table.clips.isEmpty && data.table.clips.allSatisfy { $0.channels == 0 }
        let modality = try given(FrontEndOptions.modality) ?? (isSilent ? .pictures : .sound)
        let others: [any OptionDeclaration] =
            modality == .sound
            ? FrontEndOptions.seeing
            : FrontEndOptions.all.filter { $0.key != FrontEndOptions.length.key }
        if let other = others.first(where: choices.isChosen) {
            throw UnfitOption(verb: signature.verb, key: other.key, objection: "does not go with modality: \(modality.rawValue)")
        }
        let frontEnd: FrontEnd =
            switch modality {
            case .sound: .sound(try soundFrontEnd(for: data.table, bands: FrontEndOptions.bands, usual: UsualFrontEnd()))
            case .pictures: .pictures(try pictureFrontEnd(for: data.table))
            }
        return NetworkValue(try architecture(frontEnd, classes.count), frontEnd, of: data.table)
    }

    private func pictureFrontEnd(for table: ClipTable) throws -> PictureFrontEnd {
        guard table.clips.isEmpty || table.clips.contains(where: { $0.pictures != nil }) else { throw NothingToSee() }
        let side = try given(FrontEndOptions.size)?.count ?? 64
        return try PictureFrontEnd(
            width: Int(side), height: Int(side), colour: given(FrontEndOptions.colour) == .grey ? .grey : .rgb,
            rate: given(FrontEndOptions.pace)?.value ?? 4, length: given(FrontEndOptions.length)?.value ?? table.usualLength,
            crop: box(FrontEndOptions.crop))
    }

    /// The network that `architecture` makes for what it hears and for the data set's classes; the operand is that data set.
    ///
    /// - Throws: as `soundFrontEnd` does, `TooFewClasses`, and what `architecture` throws.
    func network(
        bands: Parameter<Int> = FrontEndOptions.bands, usual: UsualFrontEnd = UsualFrontEnd(),
        _ architecture: (_ frontEnd: SoundFrontEnd, _ classes: Int) throws -> Architecture
    ) throws -> NetworkValue {
        let data: DatasetValue = try operand()
        let classes = try data.classesToTell
        try data.checkMedia()
        let frontEnd = try soundFrontEnd(for: data.table, bands: bands, usual: usual)
        return NetworkValue(try architecture(frontEnd, classes.count), .sound(frontEnd), of: data.table)
    }

    /// The front end that the options ask for, where `table` decides what they leave open.
    ///
    /// - Throws: `FrontEndFault`, `FramingFault`, `SpectralFault`, `UnfitOption`.
    ///
    /// - Parameter usual: what a network wants of those that are not given; the table decides the rest.
    private func soundFrontEnd(for table: ClipTable, bands: Parameter<Int>, usual: UsualFrontEnd) throws -> SoundFrontEnd {
        let rate = try given(FrontEndOptions.rate)?.value ?? usual.rate ?? table.usualRate
        // So many samples at 22.05 kHz; at other rates the power of two that lasts most nearly as long.
        let wanted = 1 << Int(log2(rate * usual.window / 22050).rounded())
        let window = try given(FrontEndOptions.window)?.samples(at: rate) ?? max(16, wanted)
        let frontEnd = try SoundFrontEnd(
            rate: rate, length: given(FrontEndOptions.length)?.value ?? usual.length ?? table.usualLength,
            bands: self(bands), window: window,
            hop: given(FrontEndOptions.hop)?.samples(at: rate) ?? max(1, window / usual.hops),
            minimum: self(FrontEndOptions.low).value, maximum: given(FrontEndOptions.high)?.value,
            allowsEmptyBands: given(FrontEndOptions.empty) ?? false, features: features)
        noteEmptyBands(of: try Hearing(frontEnd).analysis)
        return frontEnd
    }
}

extension Arguments {
    /// - Throws: `UnfitOption`.
    private var features: SoundFrontEnd.Features {
        get throws {
            let count = try given(FrontEndOptions.coefficients)
            switch try self(FrontEndOptions.features) {
            case .mfcc: return .mfcc(count ?? 20)
            case .mel:
                guard count == nil else { throw unfit(FrontEndOptions.coefficients, "goes with features: mfcc") }
                return .mel
            }
        }
    }
}

extension DatasetValue {
    /// Classes to tell apart: two or more.
    ///
    /// - Throws: `TooFewClasses`.
    var classesToTell: [String] {
        get throws {
            guard table.classes.count > 1 else { throw TooFewClasses(classes: table.classes) }
            return table.classes
        }
    }
}

extension DatasetValue {
    /// - Throws: `FeaturesAlone` where there is nothing to hear or see.
    func checkMedia() throws {
        if let first = table.clips.first, table.clips.allSatisfy(\.isFeaturesAlone) { throw FeaturesAlone(path: first.path) }
    }
}

/// A network that is to see clips of which none is a movie.
struct NothingToSee: Fault {
    var cause: String { "no clip of the data set has pictures" }
    var remedy: String? { "choose movies, or a network of modality: sound" }
    var option: String? { FrontEndOptions.modality.key }
}

/// A data set of one class, among which there is nothing to choose.
struct TooFewClasses: Fault {
    var classes: [String]
    var cause: String {
        classes.isEmpty
            ? "the clips have no classes: there is nothing to tell apart" : "the data set has one class, '\(classes[0])': there is nothing to tell apart"
    }
    var remedy: String? { "a folder for each class, or another 'label' column, gives the others" }
}
