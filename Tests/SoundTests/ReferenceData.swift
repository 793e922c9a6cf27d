import Foundation
import Testing

/// The folder of real data, where there is one.
let dataFolder = ProcessInfo.processInfo.environment["FOLEY_DATA"]

/// A matrix from a .npy file of little-endian float32 or float64 in C order.
struct NPY {
    let shape: [Int]
    let values: [Double]

    init(_ path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        try #require(data.prefix(6) == Data([0x93] + Array("NUMPY".utf8)))
        let long = data[6] >= 2
        let length = long ? Int(data[8]) | Int(data[9]) << 8 | Int(data[10]) << 16 : Int(data[8]) | Int(data[9]) << 8
        let start = (long ? 12 : 10) + length
        let header = String(decoding: data[(long ? 12 : 10)..<start], as: UTF8.self)
        try #require(header.contains("'fortran_order': False"))
        let dimensions = header.split(separator: "(")[1].split(separator: ")")[0]
        shape = dimensions.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        let body = [UInt8](data[start...])
        func numbers<T>(_ type: T.Type, _ convert: (T) -> Double) -> [Double] {
            body.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: MemoryLayout<T>.size).map {
                    convert(bytes.loadUnaligned(fromByteOffset: $0, as: T.self))
                }
            }
        }
        if header.contains("'<f4'") {
            values = numbers(Float.self) { Double($0) }
        } else {
            try #require(header.contains("'<f8'"))
            values = numbers(Double.self) { $0 }
        }
        try #require(values.count == shape.reduce(1, *))
    }
}

/// A folder for the files of one test, gone when it is released.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "foley-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}
