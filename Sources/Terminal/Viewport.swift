/// The lines of a text that are on the screen when it has more than the window shows.
struct Viewport: Equatable {
    /// The screen rows that each line takes.
    var heights: [Int]
    var capacity: Int

    /// The lines to show: all that fit, around line `cursor`, beginning at `top` if that is possible.
    func lines(around cursor: Int, top: Int) -> Range<Int> {
        if heights.reduce(0, +) <= capacity { return 0..<heights.count }
        var start = min(top, cursor)
        while start < cursor, heights[start...cursor].reduce(0, +) > capacity { start += 1 }
        var end = start, rows = 0
        while end < heights.count, rows + heights[end] <= capacity || end <= cursor {
            rows += heights[end]
            end += 1
        }
        while start > 0, rows + heights[start - 1] <= capacity {
            start -= 1
            rows += heights[start]
        }
        return start..<end
    }

    /// The rows that `width` cells take where a row has `columns`: a full row makes the cursor begin another.
    static func rows(width: Int, columns: Int) -> Int { width / max(columns, 1) + 1 }
}
