/// A safetensors file about to be written: the same content gives the same bytes.
///
/// Tensors come first (float32), then byte arrays (uint8), each sorted by name; the header is padded with spaces so
/// that the data begins at a multiple of 64 bytes.
public struct SafeTensorsWriter {
    /// The size of the whole file.
    public let byteCount: Int
    /// What stands before the numbers.
    public let header: [UInt8]
    private let tensors: [(name: String, tensor: Tensor)]
    private let bytes: [(name: String, bytes: [UInt8])]

    /// Throws where a name stands twice, or is the one that the format keeps for itself.
    public init(
        metadata: [String: String] = [:], tensors: [(name: String, tensor: Tensor)] = [],
        bytes: [(name: String, bytes: [UInt8])] = []
    ) throws(FormatFault) {
        self.tensors = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.bytes = bytes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var members: [String: JSON] = [:]
        var end = 0
        func place(_ name: String, _ type: String, _ shape: [Int], _ size: Int) throws(FormatFault) {
            guard name != "__metadata__", members[name] == nil else {
                throw FormatFault(name, "cannot name two arrays of one file", remedy: "give each array its own name")
            }
            members[name] = .object([
                "dtype": .string(type), "shape": .array(shape.map { .number($0) }),
                "data_offsets": .array([.number(end), .number(end + size)]),
            ])
            end += size
        }
        for (name, tensor) in self.tensors {
            try place(name, "F32", tensor.shape, tensor.count * MemoryLayout<Float>.stride)
        }
        for (name, bytes) in self.bytes { try place(name, "U8", [bytes.count], bytes.count) }
        if !metadata.isEmpty { members["__metadata__"] = .object(metadata.mapValues { .string($0) }) }

        var text = Array(JSON.object(members).text.utf8)
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (64 - (8 + text.count) % 64) % 64))
        header = withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
        byteCount = header.count + end
    }

    /// Hands the file to `sink` piece by piece.
    public func write(to sink: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try header.withUnsafeBytes(sink)
        for (_, tensor) in tensors { try tensor.withFloats { try sink(UnsafeRawBufferPointer($0)) } }
        for (_, bytes) in bytes { try bytes.withUnsafeBytes(sink) }
    }

    /// The whole file in memory.
    public var fileBytes: [UInt8] {
        var file: [UInt8] = []
        file.reserveCapacity(byteCount)
        write { file.append(contentsOf: $0) }
        return file
    }
}
