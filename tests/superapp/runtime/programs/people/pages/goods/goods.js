Page({ data: { id: '' }, onLoad(query) { this.setData(query); console.log('goods', JSON.stringify(query)); } });
