/// A safetensors file: a JSON header that names typed arrays, then their bytes without gaps.
///
/// Layout: header length (8 bytes, little-endian), header, data. Source: github.com/huggingface/safetensors.
public struct SafeTensors: Sendable {
    /// One array: its place in the data, checked against the type, the shape and all others.
    public struct Entry: Sendable, Equatable {
        public let name: String
        public let type: ElementType
        public let shape: [Int]
        /// Byte offsets within the data.
        public let range: Range<Int>
    }

    /// What the file is called in faults.
    public let name: String
    public let metadata: [String: String]
    /// In the order of the data.
    public let entries: [Entry]
    /// Arrays of types that are not read.
    public let leftOut: [LeftOut]
    private let data: Source

    private enum Source: Sendable {
        case mapped(MappedFile, dataStart: Int)
        case held([UInt8], dataStart: Int)
    }

    /// Maps a file that never changes: float32 arrays are used where they lie, without a copy.
    public init(mapping path: String) throws {
        let file = try MappedFile(path)
        let header = try SafeTensorsHeader(file.bytes, name: path)
        self.init(name: path, header: header, data: .mapped(file, dataStart: header.dataStart))
    }

    /// Reads a file that others may change.
    public init(reading path: String) throws {
        try self.init(contents(ofFile: path), name: path)
    }

    /// Reads the bytes of a whole file, called `name` in faults; throws `FormatFault`.
    public init(_ bytes: [UInt8], name: String) throws {
        let header = try bytes.withUnsafeBytes { try SafeTensorsHeader($0, name: name) }
        self.init(name: name, header: header, data: .held(bytes, dataStart: header.dataStart))
    }

    private init(name: String, header: SafeTensorsHeader, data: Source) {
        self.name = name
        metadata = header.metadata
        entries = header.entries
        leftOut = header.leftOut
        self.data = data
    }

    /// The array called `name` as float32, and whether every number is represented exactly; nil where there is none.
    public func tensor(_ name: String) -> (tensor: Tensor, isExact: Bool)? {
        guard let entry = entries.first(where: { $0.name == name }) else { return nil }
        if case .mapped(let file, let start) = data, entry.type == .float32, let base = file.bytes.baseAddress,
            Int(bitPattern: base + start + entry.range.lowerBound) % MemoryLayout<Float>.alignment == 0
        {
            let floats = (base + start + entry.range.lowerBound).assumingMemoryBound(to: Float.self)
            let count = entry.range.count / MemoryLayout<Float>.stride
            let storage = Storage(borrowing: UnsafeBufferPointer(start: floats, count: count), from: file)
            return (Tensor(entry.shape, storage: storage), true)
        }
        var isExact = true
        let tensor = withBytes(of: entry) { bytes in
            Tensor(entry.shape) { isExact = entry.type.convert(bytes, into: $0) }
        }
        return (tensor, isExact)
    }

    /// The bytes of the array called `name` as they lie in the file; nil where there is none.
    public func bytes(_ name: String) -> [UInt8]? {
        entries.first { $0.name == name }.map { withBytes(of: $0, Array.init) }
    }

    private func withBytes<R>(of entry: Entry, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        switch data {
        case .mapped(let file, let start):
            withExtendedLifetime(file) { body(slice(file.bytes, start, entry.range)) }
        case .held(let bytes, let start):
            bytes.withUnsafeBytes { body(slice($0, start, entry.range)) }
        }
    }

    private func slice(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start + range.lowerBound..<start + range.upperBound])
    }
}
