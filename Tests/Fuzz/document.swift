// Reads any bytes as a notebook, sets its prose and splices its cells.
// sources: Sources/Notebook/Document/*.swift
// module Tensors: Sources/Tensors/Fault.swift
// module Language: Sources/Language/DisplayWidth.swift Sources/Language/Suggestion.swift

import Language

/// The first byte chooses the width, the second the code that is put in; the rest is the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDocument(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    guard count >= 2 else { return 0 }
    let source = String(decoding: bytes[2...], as: UTF8.self)
    guard let document = try? Document(path: "a.md", source: source) else { return 0 }
    precondition(Set(document.cells.map(\.id)).count == document.cells.count, "two cells with one name")
    check(document, width: 20 + Int(bytes[0] % 100))
    let codes = ["", "x = 1", "\n a\n\n\tb\n", "```\n~~~~", "```foley", "> - \u{301}犬\r\n1. \\&amp;"]
    let code = codes[Int(bytes[1]) % codes.count]
    for cell in document.cells {
        precondition(same(try? document.replacing(cell, with: cell.code), source), "a cell replaced by itself")
        if let result = try? document.replacing(cell, with: code) {
            precondition(result.utf8.starts(with: source.utf8.prefix(cell.codeRange.lowerBound)), "bytes before")
            let rest = source.utf8.dropFirst(cell.codeRange.upperBound)
            precondition(result.utf8.reversed().starts(with: rest.reversed()), "bytes after")
        }
        if let result = try? document.inserting(code, after: cell) {
            precondition(result.utf8.starts(with: source.utf8.prefix(cell.fenceRange.upperBound)), "bytes before")
        }
    }
    if let result = try? document.inserting(code, after: nil) {
        precondition(result.utf8.count > source.utf8.count, "nothing was inserted")
    }
    return 0
}

private func check(_ document: Document, width: Int) {
    for case .prose(let prose) in document.pieces {
        for isStyled in [false, true] {
            let text = prose.text(width: width, isStyled: isStyled)
            for line in text.split(separator: "\n") where !isStyled {
                precondition(displayWidth(String(line)) <= width, "a line wider than the terminal")
                precondition(!line.utf8.contains(0x1B), "an escape sequence from the file")
            }
        }
    }
}

private func same(_ result: String?, _ source: String) -> Bool {
    result.map { $0.utf8.elementsEqual(source.utf8) } ?? false
}
