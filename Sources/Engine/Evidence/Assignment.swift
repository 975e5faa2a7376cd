/// The one-to-one assignment of rows to columns with the largest sum.
///
/// Source: H. W. Kuhn, The Hungarian method for the assignment problem (1955), as shortest augmenting paths (R. Jonker &
/// A. Volgenant, Computing 38, 1987). O(rows² · columns).
///
/// - Parameter values: rows of equal length, at least as long as there are rows.
/// - Returns: for each row its column.
package func bestAssignment(_ values: [[Double]]) -> [Int] {
    let rows = values.count
    let columns = values.first?.count ?? 0
    guard rows > 0, columns >= rows else { return [] }
    var rowPrice = [Double](repeating: 0, count: rows)
    var columnPrice = [Double](repeating: 0, count: columns)
    var owner = [Int?](repeating: nil, count: columns)
    for row in 0..<rows {
        var shortest = [Double](repeating: .infinity, count: columns)
        var before = [Int?](repeating: nil, count: columns)
        var visited = [Bool](repeating: false, count: columns)
        var current = row
        var reachedBy: Int?
        while true {
            let distance = reachedBy.map { shortest[$0] } ?? 0
            var next: Int?
            for column in 0..<columns where !visited[column] {
                let cost = distance - values[current][column] - rowPrice[current] - columnPrice[column]
                if cost < shortest[column] {
                    shortest[column] = cost
                    before[column] = reachedBy
                }
                if next.map({ shortest[column] < shortest[$0] }) ?? true { next = column }
            }
            guard let column = next else { return [] }
            visited[column] = true
            reachedBy = column
            guard let held = owner[column] else { break }
            current = held
        }
        guard let end = reachedBy else { return [] }
        let length = shortest[end]
        for column in 0..<columns where visited[column] && column != end {
            columnPrice[column] -= length - shortest[column]
            if let held = owner[column] { rowPrice[held] += length - shortest[column] }
        }
        rowPrice[row] += length
        var column = end
        while let previous = before[column] {
            owner[column] = owner[previous]
            column = previous
        }
        owner[column] = row
    }
    var assignment = [Int](repeating: 0, count: rows)
    for (column, row) in owner.enumerated() { if let row { assignment[row] = column } }
    return assignment
}
