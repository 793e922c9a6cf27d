/// NumPy's array file: a magic word, a version, a Python literal that describes the array, and its numbers.
///
/// Source: numpy.lib.format, versions 1.0 to 3.0.
public enum NPY {
    /// An array read from a file.
    public struct Reading: Sendable {
        public let tensor: Tensor
        /// The type of the numbers in the file, where float32 cannot represent all of them exactly.
        public let loss: ElementType?
    }

    /// What a file holds.
    enum Content {
        case numbers(Reading)
        case foreign(ForeignType)
    }

    /// Reads the file at `path`; throws `FileFault` or `FormatFault`.
    public static func read(_ path: String) throws -> Reading {
        try read(contents(ofFile: path), name: path)
    }

    /// Reads the bytes of a whole file, called `name` in faults: any real number type, C or Fortran order.
    public static func read(_ bytes: [UInt8], name: String) throws -> Reading {
        switch try content(of: bytes, name: name) {
        case .numbers(let reading): return reading
        case .foreign(let type): throw FormatFault(name, "holds \(type.content), which cannot be read", remedy: type.remedy)
        }
    }

    /// What every file begins with.
    public static let magic = NPYHeader.magic

    /// The shape of the array of real numbers in the bytes of a whole file; throws `FormatFault`.
    public static func shape(of bytes: [UInt8], name: String) throws(FormatFault) -> [Int] {
        let header = try NPYHeader(bytes, name: name)
        switch header.element {
        case .foreign(let type): throw FormatFault(name, "holds \(type.content), which cannot be read", remedy: type.remedy)
        case .number(let type, _):
            try checkSize(of: bytes, header, type, name: name)
            return header.shape
        }
    }

    private static func checkSize(
        of bytes: [UInt8], _ header: NPYHeader, _ type: ElementType, name: String
    ) throws(FormatFault) {
        let size = bytes.count - header.dataStart
        guard let asked = type.byteCount(of: header.shape), asked == size else {
            throw FormatFault(
                name, "has \(size) bytes of numbers where its shape \(header.shape) asks for another amount")
        }
    }

    /// What the bytes of a whole file hold; throws `FormatFault` where they are damaged.
    static func content(of bytes: [UInt8], name: String) throws -> Content {
        let header = try NPYHeader(bytes, name: name)
        switch header.element {
        case .foreign(let type): return .foreign(type)
        case .number(let type, let isBigEndian):
            return .numbers(try numbers(of: bytes, header, type, isBigEndian: isBigEndian, name: name))
        }
    }

    private static func numbers(
        of bytes: [UInt8], _ header: NPYHeader, _ type: ElementType, isBigEndian: Bool, name: String
    ) throws -> Reading {
        try checkSize(of: bytes, header, type, name: name)
        var isExact = true
        let tensor = Tensor(header.shape) { floats in
            bytes.withUnsafeBytes { bytes in
                let data = UnsafeRawBufferPointer(rebasing: bytes[header.dataStart...])
                if header.isFortran && header.shape.count > 1 {
                    let columns = UnsafeMutableBufferPointer<Float>.allocate(capacity: floats.count)
                    defer { columns.deallocate() }
                    isExact = type.convert(data, bigEndian: isBigEndian, into: columns)
                    transpose(UnsafeBufferPointer(columns), shape: header.shape, into: floats)
                } else {
                    isExact = type.convert(data, bigEndian: isBigEndian, into: floats)
                }
            }
        }
        return Reading(tensor: tensor, loss: isExact ? nil : type)
    }

    /// The file of a tensor: version 1.0, little-endian float32, C order.
    public static func bytes(of tensor: Tensor) -> [UInt8] {
        let sides = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.rank == 1 ? "," : "")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sides)), }"
        // Magic word, version and length take 10 bytes; the data begins at a multiple of 64.
        let length = (10 + header.utf8.count + 1 + 63) / 64 * 64 - 10
        header += String(repeating: " ", count: length - header.utf8.count - 1) + "\n"
        var bytes = NPYHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
        bytes.reserveCapacity(bytes.count + tensor.count * 4)
        tensor.withFloats { bytes.append(contentsOf: UnsafeRawBufferPointer($0)) }
        return bytes
    }

    /// Numbers whose first index runs fastest, put in the order where the last one does.
    private static func transpose(
        _ columns: UnsafeBufferPointer<Float>, shape: [Int], into rows: UnsafeMutableBufferPointer<Float>
    ) {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
        var index = [Int](repeating: 0, count: shape.count)
        var source = 0
        for target in rows.indices {
            rows[target] = columns[source]
            for axis in shape.indices.reversed() {
                index[axis] += 1
                source += strides[axis]
                if index[axis] < shape[axis] { break }
                source -= strides[axis] * shape[axis]
                index[axis] = 0
            }
        }
    }
}
