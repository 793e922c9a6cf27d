import Foundation
public import Language
public import Programs
public import Session
public import Sound
import Tensors
import Workplace

/// A sound: samples in one or more channels at a rate.
public struct SoundValue: Value {
    public static let type = ValueType("sound")
    public let signal: Signal

    init(_ signal: Signal) { self.signal = signal }

    public static let fields: [ValueField] = [
        ValueField("rate", .number, "Samples a second") { (sound: SoundValue) in Constant.hertz(sound.signal.rate) },
        ValueField("duration", .number, "How long it lasts") { (sound: SoundValue) in Constant.seconds(sound.signal.duration) },
        ValueField("channels", .number, "How many channels it has") { (sound: SoundValue) in Constant.count(sound.signal.channels)
        },
        ValueField("samples", .number, "How many samples each channel has") { (sound: SoundValue) in
            Constant(.quantity(Quantity(Double(sound.signal.samples), .samples)))
        },
        ValueField("peak", .number, "Largest sample, below full scale") { (sound: SoundValue) in
            try Constant.level(Double(sound.signal.peak))
        },
        ValueField("rms", .number, "Root mean square, below full scale") { (sound: SoundValue) in
            try Constant.level(Double(sound.signal.rms))
        },
        ValueField("values", TensorValue.type, "The samples, channels x samples") { (sound: SoundValue) in
            TensorValue(sound.signal.tensor)
        },
    ]

    public var line: String {
        let channels = "\(signal.channels) channel\(signal.channels == 1 ? "" : "s")"
        return "\(channels) · \(spelled(seconds: signal.duration)) · \(Constant.hertz(signal.rate).line)"
    }

    private struct Record: Codable { var rate: Double }

    public func payload() throws -> Payload {
        Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(Record(rate: signal.rate)),
            tensors: [("samples", signal.tensor)])
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard let tensor = payload.tensors.first?.tensor, tensor.rank == 2, record.rate > 0 else {
            throw DamagedValue(type: Self.type, what: "no samples")
        }
        self.init(try Signal(tensor, rate: record.rate))
    }

    /// The sound as a WAV file of 16-bit samples.
    public func wave() throws -> [UInt8] { try signal.encoded(as: .wav16).bytes }
}

extension Constant {
    /// The level of an amplitude, 20 log10(amplitude).
    ///
    /// - Throws: `NothingToMeasure` for silence.
    static func level(_ amplitude: Double) throws -> Constant {
        guard amplitude > 0 else { throw NothingToMeasure(cause: "the sound is silent: it has no level") }
        return .decibels(20 * log10(amplitude))
    }
}

extension SoundValue: Sliceable {
    public func slice(_ parts: [Scalar]) throws -> any Value { SoundValue(try signal.slice(parts.alongTime(of: "a sound is"))) }
}

extension SoundValue: Calculable {
    public static func combine(_ left: SoundValue, _ operation: Arithmetic, _ right: SoundValue) throws -> SoundValue {
        SoundValue(try Signal.combine(left.signal, operation, right.signal))
    }

    public static func combine(_ left: SoundValue, _ operation: Arithmetic, _ right: Double) throws -> SoundValue {
        SoundValue(try Signal.combine(left.signal, operation, right))
    }

    public static func combine(_ left: Double, _ operation: Arithmetic, _ right: SoundValue) throws -> SoundValue {
        SoundValue(try Signal.combine(left, operation, right.signal))
    }

    public func remedy(for quantity: Quantity) -> String {
        quantity.dimension == .level ? "gain sound by \(quantity.display)" : "a number without a unit"
    }
}

extension SoundValue: Exportable {
    var endings: [String] { ["wav", "flac", "mp4"] + ArrayFile.endings }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? {
        switch ending {
        case "wav", "flac": try export.bytes(of: signal, ending)
        case "mp4": try export.bytes(of: nil, signal, as: .mp4)
        default: try ArrayFile.bytes(of: [("samples", signal.tensor)], ending)
        }
    }
}
