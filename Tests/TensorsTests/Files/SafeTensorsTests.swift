import Chance
import Foundation
import Tensors
import Testing

struct SafeTensorsTests {
    private func writer() throws -> SafeTensorsWriter {
        try SafeTensorsWriter(
            metadata: ["line": "a \"bark\"\n", "b": ""],
            tensors: [("z", Tensor([2, 2], [1, 2, 3, .nan])), ("a", Tensor([], [7])), ("none", Tensor([3, 0], []))],
            bytes: [("png", [1, 2, 3, 4, 5]), ("b", [])])
    }

    private func file(_ header: String, data: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    @Test("tensors, bytes and metadata come back from the file")
    func roundTrip() throws {
        let bytes = try writer().fileBytes
        #expect(bytes.count == (try writer().byteCount))
        let found = try SafeTensors(bytes, name: "a.safetensors")
        #expect(found.metadata == ["line": "a \"bark\"\n", "b": ""])
        #expect(found.entries.map(\.name) == ["a", "none", "z", "b", "png"])
        #expect(found.tensor("z")?.tensor.shape == [2, 2])
        #expect(found.tensor("z")?.tensor.floats.map(\.bitPattern) == [1, 2, 3, Float.nan].map(\.bitPattern))
        #expect(found.tensor("a")?.tensor.floats == [7])
        #expect(found.tensor("none")?.tensor.shape == [3, 0])
        #expect(found.bytes("png") == [1, 2, 3, 4, 5])
        #expect(found.bytes("b") == [])
        #expect(found.tensor("other") == nil && found.bytes("other") == nil)
    }

    @Test("a mapped tensor lies in the file, is aligned, and outlives the reader")
    func mapping() throws {
        let path = NSTemporaryDirectory() + "foley-\(UUID().uuidString).safetensors"
        defer { #expect(unlink(path) == 0) }
        try Data(writer().fileBytes).write(to: URL(filePath: path))
        let tensor = try #require(try SafeTensors(mapping: path).tensor("z")).tensor
        #expect(tensor.floats.prefix(3) == [1, 2, 3])
        #expect(
            try SafeTensors(mapping: path).tensor("a")?.tensor.withFloats { Int(bitPattern: $0.baseAddress) % 64 } == 0)
        #expect(try SafeTensors(reading: path).tensor("a")?.tensor.floats == [7])
    }

    @Test("data that is not aligned is copied")
    func misaligned() throws {
        let header =
            #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"f":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#
        let path = NSTemporaryDirectory() + "foley-\(UUID().uuidString).safetensors"
        defer { #expect(unlink(path) == 0) }
        try Data(file(header, data: 1) + [0, 0, 128, 63]).write(to: URL(filePath: path))
        #expect(try SafeTensors(mapping: path).tensor("f")?.tensor.floats == [1])
    }

    @Test("other number types become float32")
    func types() throws {
        let header =
            #"{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"i":{"dtype":"I64","shape":[1],"data_offsets":[2,10]}}"#
        var bytes = file(header, data: 0)
        bytes += [0, 0x3C, 1, 0, 0, 1, 0, 0, 0, 0]
        let found = try SafeTensors(bytes, name: "a")
        #expect(found.tensor("h")?.tensor.floats == [1])
        #expect(found.tensor("h")?.isExact == true)
        #expect(found.tensor("i")?.tensor.floats == [16_777_216])
        #expect(found.tensor("i")?.isExact == false)
    }

    @Test(
        "a header that does not fit its file says why",
        arguments: [
            ("", 0, "no safetensors header"), ("[]", 0, "no safetensors header"), ("{", 0, "damaged header"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "3 bytes of data"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "5 bytes of data"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "4 bytes where its shape asks for 8"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "impossible data_offsets"),
            (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "impossible shape"),
            (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4, "impossible shape"),
            (#"{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, 2, "2 bytes of data"),
            (#"{"a":{"dtype":"F4","shape":[-1],"data_offsets":[0,1]}}"#, 1, "impossible shape"),
            (
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
                6, "overlapping"
            ),
            (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, 2, "belong to none"),
            (
                #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#,
                1, "stands twice"
            ),
            (#"{"a":{"dtype":"U8","shape":[1]}}"#, 1, "without exactly"), (#"{"__metadata__":{"a":1}}"#, 0, "not text"),
        ])
    func refused(header: String, data: Int, problem: String) {
        let fault = #expect(throws: FormatFault.self) { try SafeTensors(file(header, data: data), name: "a") }
        #expect(fault?.problem.contains(problem) == true, "\(fault?.problem ?? "")")
    }

    @Test(
        "a header longer than its file or the format's limit is refused",
        arguments: [UInt64.max, 1 << 63, 100_000_001, 9])
    func longHeader(length: UInt64) {
        let bytes = withUnsafeBytes(of: length.littleEndian, Array.init) + Array("{}".utf8)
        #expect(throws: FormatFault.self) { try SafeTensors(bytes, name: "a") }
    }

    @Test("two arrays of one name are not written")
    func names() {
        #expect(throws: FormatFault.self) {
            try SafeTensorsWriter(tensors: [("a", Tensor([], [1]))], bytes: [("a", [1])])
        }
        #expect(throws: FormatFault.self) { try SafeTensorsWriter(bytes: [("__metadata__", [1])]) }
    }

    @Test("damaged files give faults and no traps")
    func mutations() throws {
        var generator = SplitMix(3)
        let seed = try writer().fileBytes
        var refused = 0
        for _ in 0..<6000 {
            do {
                let found = try SafeTensors(mutated(seed, &generator), name: "a")
                for entry in found.entries {
                    #expect(found.tensor(entry.name)?.tensor.shape == entry.shape)
                    #expect(found.bytes(entry.name)?.count == entry.range.count)
                }
            } catch is FormatFault { refused += 1 }
        }
        #expect(refused > 1000)
    }
}
