public import Language
import Plotting
public import Programs
public import Session
public import Sound
import Tensors
import Workplace

/// Spectral rows over time: frequencies, mel bands or cepstral coefficients.
public struct SpectrogramValue: Value {
    public static let type = ValueType("spectrogram")
    public let spectrogram: Spectrogram

    init(_ spectrogram: Spectrogram) { self.spectrogram = spectrogram }

    public static let fields: [ValueField] = [
        ValueField("bands", .number, "How many rows: frequencies, mel bands, coefficients") { (value: SpectrogramValue) in
            Constant.count(value.spectrogram.rows)
        },
        ValueField("frames", .number, "How many columns") { (value: SpectrogramValue) in
            Constant.count(value.spectrogram.frames)
        },
        ValueField("duration", .number, "Length of the sound that it covers") { (value: SpectrogramValue) in
            Constant.seconds(value.spectrogram.duration)
        },
        ValueField("rate", .number, "Rate of the sound it was made from") { (value: SpectrogramValue) in
            Constant.hertz(value.spectrogram.rate)
        },
        ValueField("hop", .number, "From one column to the next") { (value: SpectrogramValue) in
            Constant.seconds(Double(value.spectrogram.hop) / value.spectrogram.rate)
        },
        ValueField("min", .number, "The smallest number") { (value: SpectrogramValue) in
            Constant.number(Double(value.spectrogram.range.lowerBound))
        },
        ValueField("max", .number, "The largest number") { (value: SpectrogramValue) in
            Constant.number(Double(value.spectrogram.range.upperBound))
        },
        ValueField("values", TensorValue.type, "The numbers, rows x frames") { (value: SpectrogramValue) in
            TensorValue(value.spectrogram.tensor)
        },
    ]

    public var line: String {
        let rows =
            switch spectrogram.tensor.axes[0].name {
            case "frequency": "frequencies"
            case "coefficient": "coefficients"
            case let name: name
            }
        let range = spectrogram.range
        let unit =
            switch spectrogram.scale {
            case .decibels: " dB"
            case .power: " power"
            case .magnitude: " magnitude"
            case .coefficients: ""
            }
        return "\(spectrogram.rows) \(rows) x \(spectrogram.frames) frames · \(spelled(seconds: spectrogram.duration))"
            + " · \(spelled(brief: range.lowerBound))..\(spelled(brief: range.upperBound))\(unit)"
    }

    private struct Record: Codable {
        var scale: SpectralScale
        var rate: Double
        var window: Int
        var hop: Int
        /// Of a part; nil for 0.
        var start: Double?
        var duration: Double
    }

    public func payload() throws -> Payload {
        let record = Record(
            scale: spectrogram.scale, rate: spectrogram.rate, window: spectrogram.window, hop: spectrogram.hop,
            start: spectrogram.start == 0 ? nil : spectrogram.start, duration: spectrogram.duration)
        return Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(record), tensors: [("values", spectrogram.tensor)])
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard let tensor = payload.tensors.first?.tensor, tensor.rank == 2, record.rate > 0 else {
            throw DamagedValue(type: Self.type, what: "no rows over time")
        }
        self.init(
            try Spectrogram(
                validating: tensor, scale: record.scale, rate: record.rate, window: record.window, hop: record.hop,
                start: record.start ?? 0, duration: record.duration))
    }

    /// The spectrogram in colours, on its own frequency scale and between its own extremes unless told.
    func heatmap(
        title: String, subtitle: String, axis: Plotting.Scale?, range: ClosedRange<Double>? = nil
    ) throws -> Figure {
        let rows = spectrogram.tensor.axes[0]
        let isCepstral = spectrogram.scale == .coefficients
        let label =
            switch spectrogram.scale {
            case .decibels: "Level (dB)"
            case .power: "Power"
            case .magnitude: "Magnitude"
            case .coefficients: "Value"
            }
        return try .heatmap(
            title: title, subtitle: subtitle, values: spectrogram.tensor,
            yLabel: isCepstral ? "Coefficient" : "Frequency",
            yScale: isCepstral ? .linear : axis ?? (rows.name == "mel" ? .melSlaney : .linear), valueLabel: label,
            range: range, map: isCepstral ? .balance : .ember)
    }
}

extension SpectrogramValue: Sliceable {
    public func slice(_ parts: [Scalar]) throws -> any Value {
        var result = spectrogram
        for (axis, extent) in try parts.assigned(to: result.tensor.axes) {
            result = try axis == 0 ? result.slice(rows: extent) : result.slice(frames: extent)
        }
        return SpectrogramValue(result)
    }

    /// Since 2 a part of its time says its own length.
    public static func version(ofSlice parts: [Scalar]) -> Int { parts.count > 1 || parts.contains { $0.unit == "s" } ? 2 : 1 }
}

extension SpectrogramValue: Calculable {
    public static func combine(
        _ left: SpectrogramValue, _ operation: Arithmetic, _ right: SpectrogramValue
    ) throws -> SpectrogramValue {
        SpectrogramValue(try Spectrogram.combine(left.spectrogram, operation, right.spectrogram))
    }

    public static func combine(_ left: SpectrogramValue, _ operation: Arithmetic, _ right: Double) throws -> SpectrogramValue {
        SpectrogramValue(try Spectrogram.combine(left.spectrogram, operation, right))
    }

    public static func combine(_ left: Double, _ operation: Arithmetic, _ right: SpectrogramValue) throws -> SpectrogramValue {
        SpectrogramValue(try Spectrogram.combine(left, operation, right.spectrogram))
    }

    public var isInDecibels: Bool { if case .decibels = spectrogram.scale { true } else { false } }
}

extension SpectrogramValue: Exportable {
    var endings: [String] { ArrayFile.endings }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? {
        try ArrayFile.bytes(of: [("values", spectrogram.tensor)], ending)
    }
}
