/// The header of a safetensors file, read and checked whole before any of the data is touched.
struct SafeTensorsHeader {
    /// The format's own limit on the header.
    static let longest = 100_000_000

    let metadata: [String: String]
    let entries: [SafeTensors.Entry]
    let leftOut: [LeftOut]
    let dataStart: Int

    /// Reads the header of the whole file `bytes`; throws for every departure from the format.
    init(_ bytes: UnsafeRawBufferPointer, name: String) throws(FormatFault) {
        func fault(_ problem: String) -> FormatFault { FormatFault(name, problem) }
        guard bytes.count >= 8 else { throw fault("is too short for a safetensors file (\(bytes.count) bytes)") }
        let stated = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard stated <= Self.longest, Int(stated) <= bytes.count - 8 else {
            throw fault("states a header of \(stated) bytes but has \(bytes.count - 8)")
        }
        dataStart = 8 + Int(stated)
        guard stated > 0, bytes[8] == UInt8(ascii: "{") else { throw fault("has no safetensors header") }
        let json: JSON
        do { json = try JSON(reading: bytes[8..<dataStart]) } catch {
            throw fault("has a damaged header: \(error.cause)")
        }
        guard var members = json.object else { throw fault("has no safetensors header") }

        metadata = try Self.metadata(members.removeValue(forKey: "__metadata__"), name)
        var stretches: [Stretch] = []
        for (key, value) in members { stretches.append(try Self.stretch(key, value, name)) }
        stretches.sort {
            ($0.range.lowerBound, $0.range.upperBound, $0.name) < ($1.range.lowerBound, $1.range.upperBound, $1.name)
        }
        var end = 0
        for stretch in stretches {
            let start = stretch.range.lowerBound
            guard start >= end else { throw fault("has overlapping data at array '\(stretch.name)'") }
            guard start == end else {
                throw fault("has \(start - end) bytes before array '\(stretch.name)' that belong to none")
            }
            end = stretch.range.upperBound
        }
        guard end == bytes.count - dataStart else {
            throw fault("has \(bytes.count - dataStart) bytes of data where its header asks for \(end)")
        }
        entries = stretches.compactMap { stretch in
            stretch.type.map {
                SafeTensors.Entry(name: stretch.name, type: $0, shape: stretch.shape, range: stretch.range)
            }
        }
        leftOut = stretches.filter { $0.type == nil }
            .map { LeftOut($0.name, "type \($0.spelling)", remedy: "save it as F32") }
    }

    /// Where an array lies in the data.
    private struct Stretch {
        var name: String
        /// nil for one that is not read.
        var type: ElementType?
        var spelling: String
        var shape: [Int]
        var range: Range<Int>
    }

    private static func metadata(_ json: JSON?, _ name: String) throws(FormatFault) -> [String: String] {
        guard let json else { return [:] }
        guard let members = json.object else { throw FormatFault(name, "has metadata that is not an object") }
        var metadata: [String: String] = [:]
        for (key, value) in members {
            guard let text = value.string else { throw FormatFault(name, "has metadata '\(key)' that is not text") }
            metadata[key] = text
        }
        return metadata
    }

    private static func stretch(_ key: String, _ json: JSON, _ name: String) throws(FormatFault) -> Stretch {
        func fault(_ problem: String) -> FormatFault { FormatFault(name, "has array '\(key)' \(problem)") }
        guard let members = json.object, Set(members.keys) == ["dtype", "shape", "data_offsets"],
            let spelling = members["dtype"]?.string, let sides = members["shape"]?.array,
            let offsets = members["data_offsets"]?.array
        else { throw fault("without exactly a dtype, a shape and data_offsets") }
        let type = type(spelling)
        let shape = sides.compactMap(\.int)
        // Of a type that is not read nothing says how many bytes a number takes.
        let size = (type ?? .bool).byteCount(of: shape)
        guard shape.count == sides.count, shape.count <= 32, let size else { throw fault("with an impossible shape") }
        let ends = offsets.compactMap(\.int)
        guard ends.count == 2, offsets.count == 2, 0 <= ends[0], ends[0] <= ends[1] else {
            throw fault("with impossible data_offsets")
        }
        guard type == nil || ends[1] - ends[0] == size else {
            throw fault("with \(ends[1] - ends[0]) bytes where its shape asks for \(size)")
        }
        return Stretch(name: key, type: type, spelling: spelling, shape: shape, range: ends[0]..<ends[1])
    }

    private static func type(_ spelling: String) -> ElementType? {
        switch spelling {
        case "BOOL": .bool
        case "U8": .uint8
        case "I8": .int8
        case "U16": .uint16
        case "I16": .int16
        case "U32": .uint32
        case "I32": .int32
        case "U64": .uint64
        case "I64": .int64
        case "F16": .float16
        case "BF16": .bfloat16
        case "F32": .float32
        case "F64": .float64
        default: nil
        }
    }
}
