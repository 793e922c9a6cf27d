/// How one number lies in a file.
public enum ElementType: String, Sendable, CaseIterable {
    case bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float16, bfloat16, float32, float64

    public var byteCount: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .float16, .bfloat16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// The bytes of an array of this type; nil where shape and type ask for more than an `Int` holds.
    public func byteCount(of shape: [Int]) -> Int? {
        var total = byteCount
        var elements = 1
        for side in shape {
            let (product, overflow) = elements.multipliedReportingOverflow(by: side)
            guard side >= 0, !overflow else { return nil }
            elements = product
        }
        let (bytes, overflow) = total.multipliedReportingOverflow(by: elements)
        total = bytes
        return overflow ? nil : total
    }

    /// Turns `bytes` into floats; true when every number is represented exactly.
    func convert(
        _ bytes: UnsafeRawBufferPointer, bigEndian: Bool = false, into floats: UnsafeMutableBufferPointer<Float>
    ) -> Bool {
        precondition(bytes.count == floats.count * byteCount)
        return switch self {
        case .bool: load(bytes, UInt8.self, bigEndian, floats) { $0 == 0 ? 0 : 1 }
        case .uint8: load(bytes, UInt8.self, bigEndian, floats) { Float($0) }
        case .int8: load(bytes, Int8.self, bigEndian, floats) { Float($0) }
        case .uint16: load(bytes, UInt16.self, bigEndian, floats) { Float($0) }
        case .int16: load(bytes, Int16.self, bigEndian, floats) { Float($0) }
        case .uint32: load(bytes, UInt32.self, bigEndian, floats, exact: { UInt32(exactly: $1) == $0 }) { Float($0) }
        case .int32: load(bytes, Int32.self, bigEndian, floats, exact: { Int32(exactly: $1) == $0 }) { Float($0) }
        case .uint64: load(bytes, UInt64.self, bigEndian, floats, exact: { UInt64(exactly: $1) == $0 }) { Float($0) }
        case .int64: load(bytes, Int64.self, bigEndian, floats, exact: { Int64(exactly: $1) == $0 }) { Float($0) }
        case .float16: load(bytes, UInt16.self, bigEndian, floats) { Float(Float16(bitPattern: $0)) }
        case .bfloat16: load(bytes, UInt16.self, bigEndian, floats) { Float(bitPattern: UInt32($0) << 16) }
        case .float32: load(bytes, UInt32.self, bigEndian, floats) { Float(bitPattern: $0) }
        case .float64:
            load(
                bytes, UInt64.self, bigEndian, floats,
                exact: { bits, float in
                    let double = Double(bitPattern: bits)
                    return double.isNaN || Double(float) == double
                }
            ) { Float(Double(bitPattern: $0)) }
        }
    }

    @inline(__always)
    private func load<T: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _ type: T.Type, _ bigEndian: Bool, _ floats: UnsafeMutableBufferPointer<Float>,
        exact: (T, Float) -> Bool = { _, _ in true }, _ float: (T) -> Float
    ) -> Bool {
        var isExact = true
        for index in 0..<floats.count {
            let raw = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
            let value = bigEndian ? T(bigEndian: raw) : T(littleEndian: raw)
            floats[index] = float(value)
            if !exact(value, floats[index]) { isExact = false }
        }
        return isExact
    }
}
