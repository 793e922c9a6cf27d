public import Language
public import Picture
public import Programs
public import Session
import Tensors
import Workplace

/// Pictures of one size in order, each with its time.
public struct FramesValue: Value {
    public static let type = ValueType("frames")
    public let frames: Frames

    init(_ frames: Frames) { self.frames = frames }

    public static let fields: [ValueField] = [
        ValueField("count", .number, "How many pictures") { (value: FramesValue) in Constant.count(value.frames.count) },
        ValueField("width", .number, "Their width in pixels") { (value: FramesValue) in Constant.count(value.frames.width) },
        ValueField("height", .number, "Their height in pixels") { (value: FramesValue) in Constant.count(value.frames.height) },
        ValueField("channels", .number, "1 for grey, 3 for red, green and blue") { (value: FramesValue) in
            Constant.count(value.frames.channels)
        },
        ValueField("duration", .number, "From the first picture to the end of the last") { (value: FramesValue) in
            Constant.seconds(value.frames.duration)
        },
        ValueField("rate", .number, "Pictures a second, on average") { (value: FramesValue) in
            guard let spacing = value.frames.spacing, spacing > 0 else {
                throw NothingToMeasure(cause: "one picture alone has no rate")
            }
            return Constant.hertz(1 / spacing)
        },
        ValueField("times", TensorValue.type, "When each picture is seen first, in seconds") { (value: FramesValue) in
            let times = value.frames.times
            return TensorValue(Tensor([times.count], axes: [Axis("picture", .linear(start: 1, step: 1))], times.map(Float.init)))
        },
        ValueField("values", TensorValue.type, "The pictures as numbers from 0 to 1, time x row x column x channel") {
            (value: FramesValue) in TensorValue(value.frames.tensor)
        },
    ]

    /// `75 pictures · 360 x 288 px · 3.0 s`
    public var line: String {
        let grey = frames.channels == 1 ? " grey" : ""
        let time = frames.count == 1 ? "at \(spelled(seconds: frames.times[0]))" : spelled(seconds: frames.duration)
        return "\(frames.count) picture\(frames.count == 1 ? "" : "s") · \(frames.width) x \(frames.height) px\(grey) · \(time)"
    }

    /// The pictures whose time lies in `extent`, or whose number does; where none begins in it, the one that is seen then.
    ///
    /// - Throws: `SelectionFault`.
    func slice(_ extent: Extent) throws -> FramesValue {
        let first = frames.times[0]
        let end = max(first + frames.duration, frames.times[frames.count - 1])
        let axis = Axis("time", unit: "s", .values(frames.times))
        if case .positions(let from, let to) = extent, to <= end, let seen = frames.seen(from: from, to: to) {
            return FramesValue(seen)
        }
        return FramesValue(
            frames.slice(try axis.indices(extent, count: frames.count, within: min(first, 0)...end, covering: first...end)))
    }

    private struct Record: Codable {
        var times: [Double]
        var height, width, channels: Int
        var end: Double?
    }

    public func payload() throws -> Payload {
        let record = Record(
            times: frames.times, height: frames.height, width: frames.width, channels: frames.channels, end: frames.end)
        return Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(record), bytes: [("pictures", frames.bytes)])
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard let bytes = payload.bytes.first?.bytes, !record.times.isEmpty, record.height > 0, record.width > 0,
            record.channels == 1 || record.channels == 3, bytes.count % record.times.count == 0,
            bytes.count / record.times.count == record.height * record.width * record.channels
        else { throw DamagedValue(type: Self.type, what: "its pictures do not fit their times and size") }
        frames = Frames(
            bytes: bytes, times: record.times, height: record.height, width: record.width, channels: record.channels,
            end: record.end)
    }
}

extension FramesValue: Sliceable {
    public func slice(_ parts: [Scalar]) throws -> any Value {
        try slice(parts.alongTime(of: "frames are", such: "[1 s .. 2 s] or [1 .. 10]"))
    }
}

extension FramesValue: Exportable {
    var endings: [String] { ["mp4", "mov", "png"] + ArrayFile.endings.filter { $0 != "csv" } }
    func takesSound(_ ending: String) -> Bool { ["mp4", "mov"].contains(ending) }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? {
        switch ending {
        case "mp4": return try export.bytes(of: frames, export.companion, as: .mp4)
        case "mov": return try export.bytes(of: frames, export.companion, as: .mov)
        case "png":
            let call = export.call
            let wishes = DrawingWishes(pictures: FilmPage.onSheet, context: call.context, shelf: call.shelf)
            return try export.bytes(
                of: FigureValue(drawn(wishes)), ending, origin: call.origin(of: .plot, [("pictures", FilmPage.onSheet.scalar)]))
        default: return try ArrayFile.bytes(of: [("values", frames.tensor)], ending)
        }
    }
}
